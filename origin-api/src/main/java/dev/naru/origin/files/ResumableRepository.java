package dev.naru.origin.files;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of resumable uploads: who may write, and how much is on the disk. All times are the database's.
 *
 * <p>The lock of an upload is a token. Whoever begins to write takes a larger one; {@link #advance} moves the offset under the newest token only.
 * So a client that comes back never waits for a connection that its server still believes in, and the loser learns of it at its next checkpoint.
 */
@Singleton
final class ResumableRepository {

    private static final String COLUMNS = "*, expires_at <= now() AS expired";
    /** Beyond this the upload is given up: each takeover leaves a segment, and nobody needs so many. */
    private static final int MAX_SEGMENTS = 1000;

    private final Database database;
    private final Quota quota;

    ResumableRepository(Database database, Quota quota) {
        this.database = database;
        this.quota = quota;
    }

    /**
     * The right to write, until somebody else takes it.
     *
     * @param upload as it was when the right was taken; {@code received} is where writing begins
     * @param token the right
     * @param segment where the bytes go
     */
    record Writer(ResumableUpload upload, long token, Segment segment) {}

    /**
     * Makes the row and reserves the quota.
     *
     * @return empty when this call made it; otherwise the upload that has the id already
     * @throws Problem 403 when the quota does not hold it, 409 when a file has the id
     */
    Optional<ResumableUpload> create(ResumableUpload upload, Duration life) {
        return database.transaction(tx -> {
            int inserted = tx.update(
                    """
                    INSERT INTO resumable_uploads (id, member_id, product, type, length, private, metadata, expires_at)
                    SELECT ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 second'
                     WHERE NOT EXISTS (SELECT 1 FROM files WHERE id = ?)
                    ON CONFLICT (id) DO NOTHING
                    """,
                    upload.id(),
                    upload.member(),
                    upload.product(),
                    upload.type(),
                    upload.length(),
                    upload.isPrivate(),
                    upload.metadata(),
                    life.toSeconds(),
                    upload.id());
            if (inserted == 1) {
                quota.reserve(tx, upload.member(), upload.length());
                return Optional.empty();
            }
            return Optional.of(find(tx, upload.id())
                    .orElseThrow(() -> Problem.conflict(
                            "file-exists", "Conflict", "The id " + upload.id() + " already names a file.")));
        });
    }

    Optional<ResumableUpload> find(UUID id) {
        return database.transaction(tx -> find(tx, id));
    }

    private static Optional<ResumableUpload> find(Tx tx, UUID id) {
        return tx.one("SELECT " + COLUMNS + " FROM resumable_uploads WHERE id = ?", ResumableUpload::of, id);
    }

    /** Takes the offset from whoever still writes, so that it stands still. */
    void fence(UUID id) {
        database.run(tx -> tx.update("UPDATE resumable_uploads SET writer = writer + 1 WHERE id = ? AND writing", id));
    }

    /** Takes the right to write at that offset; empty when the offset is another one by now. */
    Optional<Writer> begin(UUID id, long offset, Duration life) {
        return database.transaction(tx -> {
            Optional<ResumableUpload> locked = tx.one(
                    "SELECT " + COLUMNS + " FROM resumable_uploads WHERE id = ? FOR UPDATE", ResumableUpload::of, id);
            if (locked.isEmpty() || locked.get().received() != offset) {
                return Optional.empty();
            }
            ResumableUpload upload = locked.get();
            long token = upload.writer() + 1;
            tx.update("""
                    UPDATE resumable_uploads SET writer = ?, writing = true, expires_at = now() + ? * interval '1 second'
                     WHERE id = ?
                    """, token, life.toSeconds(), id);
            return Optional.of(new Writer(upload, token, segment(tx, upload, token)));
        });
    }

    /** The last writer's segment when it has let go of it, otherwise one of our own: two writers never share a file. */
    private static Segment segment(Tx tx, ResumableUpload upload, long token) {
        List<Segment> segments = segments(tx, upload);
        if (!upload.writing() && !segments.isEmpty()) {
            return segments.getLast();
        }
        if (segments.size() >= MAX_SEGMENTS) {
            throw new Problem(
                    410,
                    "upload-gone",
                    "Gone",
                    "This upload was interrupted " + MAX_SEGMENTS + " times. Begin a new one.");
        }
        tx.update(
                "INSERT INTO resumable_segments (upload_id, writer, start_at) VALUES (?, ?, ?)",
                upload.id(),
                token,
                upload.received());
        return new Segment(upload.id(), token, upload.received(), upload.received());
    }

    /** Says that the bytes up to {@code received} are on the disk; false when the right to write is lost. */
    boolean advance(Writer writer, long received, boolean done, Duration life) {
        return database.transaction(tx -> tx.update(
                        """
                        UPDATE resumable_uploads SET received = ?, writing = ?, expires_at = now() + ? * interval '1 second'
                         WHERE id = ? AND writer = ?
                        """, received, !done, life.toSeconds(), writer.upload().id(), writer.token()))
                == 1;
    }

    /** The pieces that make up the file, in order. */
    List<Segment> segments(ResumableUpload upload) {
        return database.transaction(tx -> segments(tx, upload));
    }

    private static List<Segment> segments(Tx tx, ResumableUpload upload) {
        return tx.list(
                """
                SELECT writer, start_at, lead(start_at, 1, ?) OVER (ORDER BY writer) AS end_at
                  FROM resumable_segments WHERE upload_id = ? ORDER BY writer
                """,
                row -> new Segment(
                        upload.id(), row.longValue("writer"), row.longValue("start_at"), row.longValue("end_at")),
                upload.received(),
                upload.id());
    }

    /** The reserved quota belongs to the file's row from now on; false when this upload has none any more. */
    static boolean passReservation(Tx tx, UUID id) {
        return tx.update("UPDATE resumable_uploads SET reserved = false WHERE id = ? AND reserved", id) == 1;
    }

    /** The file is READY. What was reserved and not passed on, because another upload made the same file, is given back. */
    void finish(ResumableUpload upload) {
        database.run(tx -> {
            if (passReservation(tx, upload.id())) {
                quota.release(tx, upload.member(), upload.length());
            }
            tx.update("UPDATE resumable_uploads SET finished = true WHERE id = ?", upload.id());
        });
    }

    /** Forgets the upload and gives its quota back; false when it is gone already. */
    boolean remove(UUID id) {
        return database.transaction(tx -> {
            List<Gone> gone = tx.list("DELETE FROM resumable_uploads WHERE id = ? RETURNING *", Gone::of, id);
            gone.forEach(it -> it.release(tx, quota));
            return !gone.isEmpty();
        });
    }

    /** Forgets expired uploads, at most {@code limit}, and gives their quota back. */
    List<UUID> removeExpired(int limit) {
        return database.transaction(tx -> {
            List<Gone> gone = tx.list("""
                    DELETE FROM resumable_uploads WHERE id IN (
                        SELECT id FROM resumable_uploads WHERE expires_at <= now()
                         ORDER BY member_id LIMIT ? FOR UPDATE SKIP LOCKED)
                    RETURNING *
                    """, Gone::of, limit);
            gone.forEach(it -> it.release(tx, quota));
            return gone.stream().map(Gone::id).toList();
        });
    }

    /** Those of the ids whose segments nobody needs: their upload is gone, or its file is READY. */
    List<UUID> notNeeded(List<UUID> ids) {
        String list = String.join(",", ids.stream().map(UUID::toString).toList());
        return database.transaction(tx -> tx.list("""
                SELECT id::uuid AS id FROM unnest(string_to_array(?, ',')) AS id
                 WHERE NOT EXISTS (SELECT 1 FROM resumable_uploads AS u WHERE u.id = id::uuid AND NOT u.finished)
                """, row -> row.uuid("id"), list));
    }

    private record Gone(UUID id, String member, long length, boolean reserved) {

        static Gone of(Row row) {
            return new Gone(row.uuid("id"), row.string("member_id"), row.longValue("length"), row.bool("reserved"));
        }

        void release(Tx tx, Quota quota) {
            if (reserved) {
                quota.release(tx, member, length);
            }
        }
    }
}
