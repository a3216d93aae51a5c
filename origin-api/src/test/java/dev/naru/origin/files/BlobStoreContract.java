package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Concurrently;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jboss.resteasy.reactive.PathPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store promises; each implementation has a test that adds what is its own. */
abstract class BlobStoreContract {

    static final String SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path dir;

    abstract BlobStore store();

    @Test
    void readsBackWhatItPublishedWholeAndInPart() throws IOException {
        byte[] bytes = random(100_000, 1);
        String sha256 = publish(bytes);
        assertArrayEquals(bytes, entity(sha256, 0, bytes.length));
        assertArrayEquals(Arrays.copyOfRange(bytes, 7, 50_007), entity(sha256, 7, 50_000));
        assertArrayEquals(Arrays.copyOfRange(bytes, 99_999, 100_000), entity(sha256, 99_999, 1));
        try (InputStream in = store().open(sha256)) {
            assertArrayEquals(bytes, in.readAllBytes());
        }
        assertEquals(List.of(), staged());
    }

    @Test
    void publishingTheSameAgainChangesNothing() throws Exception {
        byte[] bytes = random(1000, 2);
        List<String> all = Concurrently.together(6, i -> () -> publish(bytes));
        assertEquals(1, all.stream().distinct().count());
        assertArrayEquals(bytes, entity(all.getFirst(), 0, bytes.length));
        assertEquals(List.of(), staged());
    }

    /** Larger than any buffer or part on the way. */
    @Test
    void takesLargeBlobs() throws IOException {
        byte[] chunk = random(1024 * 1024, 3);
        String sha256;
        try (StagedBlob staged = store().stage(40L * chunk.length)) {
            for (int i = 0; i < 40; i++) {
                chunk[0] = (byte) i;
                staged.write(chunk, chunk.length);
            }
            sha256 = staged.seal();
            store().publish(staged);
        }
        byte[] across = entity(sha256, 16L * 1024 * 1024 - 1, 2);
        assertEquals(chunk[chunk.length - 1], across[0]);
        assertEquals(16, across[1]);
        try (InputStream in = store().open(sha256)) {
            assertEquals(40L * chunk.length, in.skip(Long.MAX_VALUE));
        }
    }

    @Test
    void forgetsWhatWasNotPublished() throws IOException {
        try (StagedBlob staged = store().stage(3)) {
            staged.write("abc".getBytes(), 3);
            assertEquals(1, staged().size());
        }
        assertEquals(List.of(), staged());
        assertThrows(NoSuchFileException.class, () -> store().entity(SHA_OF_ABC, 0, 3));
        assertThrows(NoSuchFileException.class, () -> store().open(SHA_OF_ABC));
    }

    @Test
    void listsByAgeAndDeletes() throws IOException {
        String sha256 = publish(UUID.randomUUID().toString().getBytes());
        int shard = Integer.parseInt(sha256.substring(0, 2), 16);
        assertTrue(shard < store().shards());
        assertTrue(store().blobsOf(shard, Instant.now().plusSeconds(60)).contains(sha256));
        assertEquals(List.of(), store().blobsOf(shard, Instant.now().minusSeconds(60)));
        store().delete(sha256);
        store().delete(sha256);
        assertEquals(List.of(), store().blobsOf(shard, Instant.now().plusSeconds(60)));
        assertThrows(NoSuchFileException.class, () -> store().open(sha256));
    }

    @Test
    void refusesNamesThatAreNoHash() {
        for (String name : List.of("../../etc/passwd", "", "BA" + SHA_OF_ABC.substring(2), SHA_OF_ABC + "0")) {
            assertThrows(IllegalArgumentException.class, () -> store().open(name));
            assertThrows(IllegalArgumentException.class, () -> store().delete(name));
        }
    }

    String publish(byte[] bytes) throws IOException {
        try (StagedBlob staged = store().stage(bytes.length)) {
            staged.write(bytes, bytes.length);
            String sha256 = staged.seal();
            store().publish(staged);
            return sha256;
        }
    }

    List<Path> staged() {
        try (var files = Files.list(dir.resolve("staging"))) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] entity(String sha256, long offset, int length) throws IOException {
        Object entity = store().entity(sha256, offset, length);
        if (entity instanceof PathPart part) {
            try (InputStream in = Files.newInputStream(part.file)) {
                in.skipNBytes(part.offset);
                return in.readNBytes(Math.toIntExact(part.count));
            }
        }
        try (InputStream in = (InputStream) entity) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int bytes, long seed) {
        byte[] random = new byte[bytes];
        new Random(seed).nextBytes(random);
        return random;
    }
}
