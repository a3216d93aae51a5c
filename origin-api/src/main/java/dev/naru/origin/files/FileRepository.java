package dev.naru.origin.files;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of files and of what members use.
 *
 * <p>Taking a reference to a blob ({@link #claim}) and deleting an unreferenced one ({@link #deleteIfUnreferenced}) hold the same advisory lock
 * of that hash, so that the collector never removes what an upload is about to refer to: either the claim is first and the collector sees its
 * row, or the blob is gone before the claim and the upload publishes its own copy after it.
 */
@Singleton
final class FileRepository {

    private static final int LIST_LIMIT = 50;

    private final Database database;
    private final FilesConfig config;

    FileRepository(Database database, FilesConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Takes the id and the quota for a file whose bytes are about to be published.
     *
     * @return empty when this call took it; otherwise the file that has the id already
     * @throws Problem 403 when the member's quota is used up
     */
    Optional<StoredFile> claim(StoredFile file) {
        return database.transaction(tx -> {
            lockBlob(tx, file.sha256());
            int inserted = tx.update(
                    """
                    INSERT INTO files (id, sha256, bytes, type, width, height, product, member_id, status)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'PUBLISHING') ON CONFLICT (id) DO NOTHING
                    """,
                    file.id(),
                    file.sha256(),
                    file.bytes(),
                    file.type(),
                    file.width(),
                    file.height(),
                    file.product(),
                    file.member());
            if (inserted == 1) {
                reserve(tx, file);
                return Optional.empty();
            }
            return Optional.of(tx.one("SELECT * FROM files WHERE id = ?", StoredFile::of, file.id())
                    .orElseThrow(() -> Problem.unavailable(
                            "upload-collected",
                            "An unfinished upload of this id was just collected. Repeat it.",
                            1,
                            null)));
        });
    }

    private void reserve(Tx tx, StoredFile file) {
        int reserved = file.bytes() > config.memberMaxBytes()
                ? 0
                : tx.update("""
                        INSERT INTO file_usage AS used (member_id, bytes, files) VALUES (?, ?, 1)
                        ON CONFLICT (member_id) DO UPDATE SET bytes = used.bytes + excluded.bytes, files = used.files + 1
                         WHERE used.bytes + excluded.bytes <= ? AND used.files < ?
                        """, file.member(), file.bytes(), config.memberMaxBytes(), config.memberMaxFiles());
        if (reserved == 0) {
            throw quotaExceeded();
        }
    }

    /** Refuses before the body is read when the quota cannot take it anyhow; {@link #claim} decides for good. */
    void requireRoom(String member, long bytes) {
        boolean full = database.transaction(tx -> tx.one(
                        "SELECT bytes + ? > ? OR files >= ? AS full FROM file_usage WHERE member_id = ?",
                        row -> row.bool("full"),
                        bytes,
                        config.memberMaxBytes(),
                        config.memberMaxFiles(),
                        member)
                .orElse(false));
        if (full) {
            throw quotaExceeded();
        }
    }

    private Problem quotaExceeded() {
        return new Problem(
                        403,
                        "quota-exceeded",
                        "Quota exceeded",
                        "You may store " + config.memberMaxFiles() + " files and " + config.memberMaxBytes()
                                + " bytes in all. Delete some first.")
                .with("maxBytes", config.memberMaxBytes())
                .with("maxFiles", config.memberMaxFiles());
    }

    /** Makes a claimed file readable; false when it was collected meanwhile. */
    boolean markReady(UUID id) {
        return database.transaction(tx -> tx.update(
                        "UPDATE files SET status = 'READY' WHERE id = ? AND status IN ('PUBLISHING', 'READY')", id))
                == 1;
    }

    Optional<StoredFile> find(UUID id) {
        return database.transaction(
                tx -> tx.one("SELECT * FROM files WHERE id = ? AND status = 'READY'", StoredFile::of, id));
    }

    /** The newest files of a product. */
    List<StoredFile> ofProduct(String product) {
        return database.transaction(tx -> tx.list(
                "SELECT * FROM files WHERE product = ? AND status = 'READY' ORDER BY created_at DESC, id LIMIT ?",
                StoredFile::of,
                product,
                LIST_LIMIT));
    }

    /** Removes the member's file and gives its quota back; false when the member has no such file. The collector removes the bytes. */
    boolean delete(UUID id, String member) {
        return database.transaction(tx -> {
            Optional<StoredFile> deleted = tx.one(
                    "DELETE FROM files WHERE id = ? AND member_id = ? AND status = 'READY' RETURNING *",
                    StoredFile::of,
                    id,
                    member);
            deleted.ifPresent(file -> release(tx, file));
            return deleted.isPresent();
        });
    }

    private static void release(Tx tx, StoredFile file) {
        tx.update(
                "UPDATE file_usage SET bytes = bytes - ?, files = files - 1 WHERE member_id = ?",
                file.bytes(),
                file.member());
    }

    /** Removes publications that were left behind and gives their quota back; returns how many. */
    int collectAbandoned(Instant olderThan, int limit) {
        return database.transaction(tx -> {
            List<StoredFile> abandoned = tx.list("""
                    DELETE FROM files WHERE id IN (
                        SELECT id FROM files WHERE status = 'PUBLISHING' AND created_at < ?
                         ORDER BY member_id LIMIT ? FOR UPDATE SKIP LOCKED)
                    RETURNING *
                    """, StoredFile::of, olderThan, limit);
            abandoned.forEach(file -> release(tx, file));
            return abandoned.size();
        });
    }

    /** Those of the hashes that no file refers to at this moment. */
    List<String> unreferenced(List<String> hashes) {
        return database.transaction(tx -> tx.list("""
                SELECT hash FROM unnest(string_to_array(?, ',')) AS hash
                 WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = hash)
                """, row -> row.string("hash"), String.join(",", hashes)));
    }

    /** Deletes the blob unless a file refers to it, with no file being able to begin to in between. */
    boolean deleteIfUnreferenced(String sha256, BlobStore store) {
        return database.transaction(tx -> {
            lockBlob(tx, sha256);
            if (tx.one("SELECT 1 FROM files WHERE sha256 = ? LIMIT 1", row -> 1, sha256)
                    .isPresent()) {
                return false;
            }
            try {
                store.delete(sha256);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    private static void lockBlob(Tx tx, String sha256) {
        tx.list("SELECT pg_advisory_xact_lock(hashtextextended('blob:' || ?, 0))", row -> 1, sha256);
    }
}
