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
    private final Quota quota;

    FileRepository(Database database, Quota quota) {
        this.database = database;
        this.quota = quota;
    }

    /**
     * Takes the id and the quota for a file whose bytes are about to be published.
     *
     * @param resumed the quota was reserved when the resumable upload of this id began; it passes from that row to this one
     * @return empty when this call took it; otherwise the file that has the id already
     * @throws Problem 403 when the member's quota is used up
     */
    Optional<StoredFile> claim(StoredFile file, boolean resumed) {
        return database.transaction(tx -> {
            lockBlob(tx, file.sha256());
            int inserted = tx.update(
                    """
                    INSERT INTO files (id, sha256, bytes, type, width, height, product, member_id, private, status)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'PUBLISHING') ON CONFLICT (id) DO NOTHING
                    """,
                    file.id(),
                    file.sha256(),
                    file.bytes(),
                    file.type(),
                    file.width(),
                    file.height(),
                    file.product(),
                    file.member(),
                    file.isPrivate());
            if (inserted == 1) {
                if (!resumed || !ResumableRepository.passReservation(tx, file.id())) {
                    quota.reserve(tx, file.member(), file.bytes());
                }
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

    /**
     * Ends a publication: the file is readable, or in quarantine until it is scanned.
     *
     * @return the file's status now; empty when it was collected meanwhile
     */
    Optional<FileStatus> published(StoredFile file, boolean scan) {
        FileStatus next = scan ? FileStatus.QUARANTINED : FileStatus.READY;
        return database.transaction(tx -> {
            Optional<FileStatus> now =
                    tx.one("""
                    UPDATE files SET status = CASE status WHEN 'PUBLISHING' THEN ? ELSE status END WHERE id = ? RETURNING status
                    """, row -> FileStatus.valueOf(row.string("status")), next.name(), file.id());
            now.ifPresent(status -> FileWork.add(
                    tx, status == FileStatus.READY ? FileWork.Kind.THUMBNAIL : FileWork.Kind.SCAN, file.sha256()));
            return now;
        });
    }

    /** The scanner found nothing in these bytes: the files that have them are readable. */
    void releaseFromQuarantine(String sha256) {
        database.run(tx -> {
            tx.update("UPDATE files SET status = 'READY' WHERE sha256 = ? AND status = 'QUARANTINED'", sha256);
            FileWork.add(tx, FileWork.Kind.THUMBNAIL, sha256);
            FileWork.done(tx, FileWork.Kind.SCAN, sha256);
        });
    }

    /** The scanner found something: removes the files that have these bytes and gives the quota back. */
    List<StoredFile> removeFromQuarantine(String sha256) {
        return database.transaction(tx -> {
            List<StoredFile> removed = tx.list(
                    "DELETE FROM files WHERE sha256 = ? AND status = 'QUARANTINED' RETURNING *",
                    StoredFile::of,
                    sha256);
            removed.forEach(file -> quota.release(tx, file.member(), file.bytes()));
            FileWork.done(tx, FileWork.Kind.SCAN, sha256);
            return removed;
        });
    }

    /** READY or QUARANTINED. */
    Optional<StoredFile> find(UUID id) {
        return database.transaction(tx ->
                tx.one("SELECT * FROM files WHERE id = ? AND status IN ('READY', 'QUARANTINED')", StoredFile::of, id));
    }

    /** A file of a list, and whether it has a thumbnail. */
    record Shown(StoredFile file, boolean thumbnail) {}

    /** The newest files of a product that everybody may see. */
    List<Shown> ofProduct(String product) {
        return database.transaction(tx -> tx.list(
                "SELECT f.*, t.thumbnail FROM files AS f LEFT JOIN thumbnails AS t ON t.sha256 = f.sha256 AND t.ready"
                        + " WHERE f.product = ? AND f.status = 'READY' AND NOT f.private ORDER BY f.created_at DESC, f.id LIMIT ?",
                row -> new Shown(StoredFile.of(row), row.nullableString("thumbnail") != null),
                product,
                LIST_LIMIT));
    }

    /** Removes the member's file and gives its quota back; false when the member has no such file. The collector removes the bytes. */
    boolean delete(UUID id, String member) {
        return database.transaction(tx -> {
            Optional<StoredFile> deleted = tx.one(
                    "DELETE FROM files WHERE id = ? AND member_id = ? AND status IN ('READY', 'QUARANTINED') RETURNING *",
                    StoredFile::of,
                    id,
                    member);
            deleted.ifPresent(file -> quota.release(tx, file.member(), file.bytes()));
            return deleted.isPresent();
        });
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
            abandoned.forEach(file -> quota.release(tx, file.member(), file.bytes()));
            return abandoned.size();
        });
    }

    /** Those of the hashes that no file and no thumbnail refers to at this moment. */
    List<String> unreferenced(List<String> hashes) {
        return database.transaction(tx -> tx.list("""
                SELECT hash FROM unnest(string_to_array(?, ',')) AS hash
                 WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = hash)
                   AND NOT EXISTS (SELECT 1 FROM thumbnails WHERE thumbnails.thumbnail = hash)
                """, row -> row.string("hash"), String.join(",", hashes)));
    }

    /** Deletes the blob unless a file refers to it, with no file being able to begin to in between. */
    boolean deleteIfUnreferenced(String sha256, BlobStore store) {
        return database.transaction(tx -> {
            lockBlob(tx, sha256);
            if (tx.one("""
                            SELECT 1 FROM files WHERE sha256 = ? UNION ALL SELECT 1 FROM thumbnails WHERE thumbnail = ? LIMIT 1
                            """, row -> 1, sha256, sha256).isPresent()) {
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

    /** Until the transaction ends, nobody else begins or stops to refer to these bytes. */
    static void lockBlob(Tx tx, String sha256) {
        tx.list("SELECT pg_advisory_xact_lock(hashtextextended('blob:' || ?, 0))", row -> 1, sha256);
    }
}
