package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.PathPart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileSystemBlobStoreTest extends BlobStoreContract {

    FileSystemBlobStore store;

    @BeforeEach
    void open() {
        store = new FileSystemBlobStore(dir, new StagingFolder(dir, 0));
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void publishesUnderTheHashAndLeavesNothingStaged() throws IOException {
        publishAbc();
        publishAbc();
        Path blob = dir.resolve("cas/ba/78/" + SHA_OF_ABC);
        assertArrayEquals("abc".getBytes(), Files.readAllBytes(blob));
        assertEquals(List.of(), staged());
        PathPart entity = assertInstanceOf(PathPart.class, store.entity(SHA_OF_ABC, 1, 2));
        assertEquals(blob.toRealPath(), entity.file.toRealPath());
        assertEquals(1, entity.offset);
        assertEquals(2, entity.count);
    }

    @Test
    void keepsSpaceFree() {
        assertThrows(DiskFullException.class, () -> new StagingFolder(dir, Long.MAX_VALUE).stage(0));
        assertThrows(DiskFullException.class, () -> store.stage(Long.MAX_VALUE));
        assertEquals(List.of(), staged());
    }

    /** The message is the operating system's; /dev/full says ENOSPC to every write. */
    @Test
    void knowsAFullDisk() throws IOException {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            IOException failure = assertThrows(IOException.class, () -> full.write(ByteBuffer.allocate(1)));
            assertInstanceOf(DiskFullException.class, DiskFullException.classify(failure));
        }
        IOException other = new IOException("Input/output error");
        assertEquals(other, DiskFullException.classify(other));
    }

    @Test
    void listsAndDeletesByAge() throws IOException {
        publishAbc();
        Path blob = dir.resolve("cas/ba/78/" + SHA_OF_ABC);
        Files.writeString(blob.resolveSibling("notes.txt"), "not a blob");
        Instant published = Files.getLastModifiedTime(blob).toInstant();
        assertEquals(List.of(), store.blobsOf(0xba, published));
        assertEquals(List.of(SHA_OF_ABC), store.blobsOf(0xba, published.plusSeconds(1)));
        assertEquals(List.of(), store.blobsOf(0xbb, published.plusSeconds(1)));
        store.delete(SHA_OF_ABC);
        store.delete(SHA_OF_ABC);
        assertFalse(Files.exists(blob));
    }

    @Test
    void sweepsOnlyOldStagedBlobs() throws IOException {
        Path old = Files.writeString(dir.resolve("staging/old.part"), "left behind");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
        try (StagedBlob live = store.stage(0)) {
            assertEquals(1, store.sweepStaged(Instant.now().minusSeconds(3600), 10));
            assertFalse(Files.exists(old));
            assertTrue(Files.exists(live.path()));
        }
    }

    private void publishAbc() throws IOException {
        try (StagedBlob staged = store.stage(3)) {
            staged.write("abcd".getBytes(), 3);
            assertEquals(SHA_OF_ABC, staged.seal());
            store.publish(staged);
        }
    }
}
