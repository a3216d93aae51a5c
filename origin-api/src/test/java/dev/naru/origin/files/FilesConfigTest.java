package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.naru.origin.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class FilesConfigTest {

    @Inject
    FilesConfig files;

    @Inject
    BlobConfig blobs;

    @Test
    void defaults() {
        assertEquals(10 * 1024 * 1024, files.maxBytes());
        assertEquals(50_000_000, files.maxPixels());
        assertEquals(16384, files.maxSidePixels());
        assertEquals(200 * 1024 * 1024, files.memberMaxBytes());
        assertEquals(500, files.memberMaxFiles());
        assertEquals(64, files.maxConcurrentUploads());
        assertEquals(Duration.ofMinutes(5), files.maxUploadTime());
        assertEquals(Duration.ofHours(1), files.collectAfter());
        assertEquals(Duration.ofHours(24), files.resumableFor());
        assertEquals(10 * 1024 * 1024, files.formMaxBytes());
        assertEquals(Optional.empty(), files.clamd());
        assertEquals(Duration.ofSeconds(30), files.scanTimeout());
        assertEquals(Duration.ofMinutes(2), files.workLease());
        assertEquals(320, files.thumbnailSide());
        assertEquals(Duration.ofSeconds(20), files.thumbnailTimeout());
        assertEquals(160, files.thumbnailHeapMb());
        assertEquals(Duration.ofHours(24), files.linkMaxLife());
        assertEquals(BlobConfig.Kind.DISK, blobs.store());
        assertEquals(256 * 1024 * 1024, blobs.minFreeBytes());
        assertEquals(Optional.empty(), blobs.s3().endpoint());
        assertEquals("us-east-1", blobs.s3().region());
        assertEquals(Optional.empty(), blobs.s3().bucket());
        assertFalse(blobs.s3().pathStyle());
    }
}
