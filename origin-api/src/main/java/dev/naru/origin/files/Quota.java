package dev.naru.origin.files;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;

/** What each member may store, and does: bytes and files are reserved before they are kept, in the transaction of the row that keeps them. */
@Singleton
final class Quota {

    private final Database database;
    private final FilesConfig config;

    Quota(Database database, FilesConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Reserves one file of that many bytes.
     *
     * @throws Problem 403 when they do not fit
     */
    void reserve(Tx tx, String member, long bytes) {
        int reserved = bytes > config.memberMaxBytes()
                ? 0
                : tx.update("""
                        INSERT INTO file_usage AS used (member_id, bytes, files) VALUES (?, ?, 1)
                        ON CONFLICT (member_id) DO UPDATE SET bytes = used.bytes + excluded.bytes, files = used.files + 1
                         WHERE used.bytes + excluded.bytes <= ? AND used.files < ?
                        """, member, bytes, config.memberMaxBytes(), config.memberMaxFiles());
        if (reserved == 0) {
            throw exceeded();
        }
    }

    /** Gives back what {@link #reserve} took. */
    void release(Tx tx, String member, long bytes) {
        tx.update("UPDATE file_usage SET bytes = bytes - ?, files = files - 1 WHERE member_id = ?", bytes, member);
    }

    /** Refuses before a body is read when the quota cannot take it anyhow; {@link #reserve} decides for good. */
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
            throw exceeded();
        }
    }

    private Problem exceeded() {
        return new Problem(
                        403,
                        "quota-exceeded",
                        "Quota exceeded",
                        "You may store " + config.memberMaxFiles() + " files and " + config.memberMaxBytes()
                                + " bytes in all. Delete some first.")
                .with("maxBytes", config.memberMaxBytes())
                .with("maxFiles", config.memberMaxFiles());
    }
}
