package dev.naru.origin.files;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be done with blobs off the request: rows that survive a crash, done by whichever replica comes first. Taking one moves its time on, so
 * that it is tried again, ever more seldom, when whoever took it dies or fails.
 */
@Singleton
final class FileWork {

    /** In SQL: {@code kind}. */
    enum Kind {
        SCAN,
        THUMBNAIL
    }

    /** @param tries how often it was taken, this time included */
    record Item(Kind kind, String sha256, int tries) {}

    private final Database database;

    FileWork(Database database) {
        this.database = database;
    }

    static void add(Tx tx, Kind kind, String sha256) {
        tx.update(
                "INSERT INTO file_work (kind, sha256) VALUES (?, ?) ON CONFLICT (kind, sha256) DO UPDATE SET due_at = now()",
                kind.name(),
                sha256);
    }

    static void done(Tx tx, Kind kind, String sha256) {
        tx.update("DELETE FROM file_work WHERE kind = ? AND sha256 = ?", kind.name(), sha256);
    }

    /**
     * Takes the item that has been due longest.
     *
     * @param lease until it is tried again for the first time; it doubles with each try, up to 64 times
     */
    Optional<Item> take(Duration lease) {
        return database.transaction(tx -> tx.one(
                """
                UPDATE file_work SET tries = tries + 1, due_at = now() + ? * (1 << least(tries, 6)) * interval '1 second'
                 WHERE (kind, sha256) = (
                    SELECT kind, sha256 FROM file_work WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING kind, sha256, tries
                """,
                row -> new Item(Kind.valueOf(row.string("kind")), row.string("sha256"), row.intValue("tries")),
                lease.toSeconds()));
    }
}
