package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Concurrently;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Problem;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class FileCollectorTest {

    @Inject
    Database database;

    @Inject
    UploadedFiles files;

    @Inject
    FileRepository repository;

    @Inject
    Uploads uploads;

    @Inject
    BlobStore store;

    @Inject
    BlobConfig blobs;

    @Test
    void removesOnlyOldBlobsThatNobodyRefersTo() throws IOException {
        StoredFile kept = upload(Images.uniquePng());
        makeOld(kept.sha256());
        String young = publishUnreferenced(Images.uniquePng());
        String old = publishUnreferenced(Images.uniquePng());
        makeOld(old);
        collectAll();
        assertTrue(Files.exists(path(kept.sha256())));
        assertTrue(Files.exists(path(young)));
        assertFalse(Files.exists(path(old)));
    }

    @Test
    void keepsTheBlobOfAPublicationUnderWay() throws IOException {
        byte[] image = Images.uniquePng();
        String sha256 = publishUnreferenced(image);
        makeOld(sha256);
        StoredFile claimed = row(sha256, image.length);
        assertTrue(repository.claim(claimed, false).isEmpty());
        collectAll();
        assertTrue(Files.exists(path(sha256)));
        assertTrue(repository.find(claimed.id()).isEmpty(), "not readable before it is READY");
    }

    /** An upload of the very content that is being collected, many times over: what is READY can always be read. */
    @Test
    void neverTakesABlobFromUnderAnUpload() throws Exception {
        for (int round = 0; round < 40; round++) {
            byte[] image = Images.uniquePng();
            String sha256 = publishUnreferenced(image);
            makeOld(sha256);
            int shard = Integer.parseInt(sha256.substring(0, 2), 16);
            Concurrently.together(3, i -> () -> i == 0 ? upload(image) : files.collectUnreferenced(shard));
            assertArrayEquals(image, Files.readAllBytes(path(sha256)), "round " + round);
        }
    }

    @Test
    void givesBackTheQuotaOfPublicationsLeftBehind() throws IOException {
        byte[] image = Images.uniquePng();
        StoredFile left = row(publishUnreferenced(image), image.length);
        repository.claim(left, false);
        assertEquals(image.length, used(left.member()));
        files.collectUnfinished(100);
        assertEquals(image.length, used(left.member()), "an hour must pass");
        database.run(
                tx -> tx.update("UPDATE files SET created_at = now() - interval '2 hours' WHERE id = ?", left.id()));
        files.collectUnfinished(100);
        assertEquals(0, used(left.member()));
        assertTrue(repository.published(left, false).isEmpty(), "its uploader, should it awake, is told");
    }

    @Test
    void refusesWhatTheQuotaDoesNotHold() throws IOException {
        String member = "member-" + UUID.randomUUID();
        StoredFile first = upload(member, Images.uniquePng());
        database.run(tx -> tx.update("UPDATE file_usage SET files = 500 WHERE member_id = ?", member));
        assertEquals(
                403,
                assertThrows(Problem.class, () -> upload(member, Images.uniquePng()))
                        .status());
        assertTrue(repository.delete(first.id(), member));
        upload(member, Images.uniquePng());
        database.run(tx -> tx.update("UPDATE file_usage SET bytes = 209715200 - 10 WHERE member_id = ?", member));
        assertEquals(
                403,
                assertThrows(Problem.class, () -> upload(member, Images.uniquePng()))
                        .status());
        try (var staged = Files.list(blobs.dir().resolve("staging"))) {
            assertEquals(0, staged.count());
        }
    }

    private StoredFile upload(byte[] image) {
        return upload("collector", image);
    }

    private StoredFile upload(String member, byte[] image) {
        Uploads.Announced announced =
                new Uploads.Announced(UUID.randomUUID(), member, "MUG-1", ImageType.PNG, -1, null, false, false);
        return uploads.receive(announced, new ByteArrayInputStream(image)).file();
    }

    private String publishUnreferenced(byte[] image) throws IOException {
        try (StagedBlob staged = store.stage(image.length)) {
            staged.write(image, image.length);
            staged.seal();
            store.publish(staged);
            return staged.sha256();
        }
    }

    private static StoredFile row(String sha256, int bytes) {
        return new StoredFile(
                UUID.randomUUID(),
                sha256,
                bytes,
                "image/png",
                3,
                2,
                "MUG-1",
                "member-" + UUID.randomUUID(),
                false,
                FileStatus.PUBLISHING,
                Instant.now());
    }

    private void collectAll() throws IOException {
        for (int shard = 0; shard < files.shards(); shard++) {
            files.collectUnreferenced(shard);
        }
    }

    private long used(String member) {
        return database.<Long>transaction(
                tx -> tx.one("SELECT bytes FROM file_usage WHERE member_id = ?", row -> row.longValue("bytes"), member)
                        .orElseThrow());
    }

    private void makeOld(String sha256) throws IOException {
        Files.setLastModifiedTime(path(sha256), FileTime.from(Instant.now().minusSeconds(7200)));
    }

    private Path path(String sha256) {
        return blobs.dir()
                .resolve("cas")
                .resolve(sha256.substring(0, 2))
                .resolve(sha256.substring(2, 4))
                .resolve(sha256);
    }
}
