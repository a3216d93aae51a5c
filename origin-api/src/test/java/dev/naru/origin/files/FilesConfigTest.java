package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
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
        assertEquals(256 * 1024 * 1024, blobs.minFreeBytes());
    }
}
