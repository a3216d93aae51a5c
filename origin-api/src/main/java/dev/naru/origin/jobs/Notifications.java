package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The outbox of messages: written in the transaction of what they tell, so that neither happens without the other. */
@Singleton
final class Notifications {

    private static final int LISTED = 50;

    private final Database database;

    Notifications(Database database) {
        this.database = database;
    }

    /** A message to be delivered, and how often that failed. */
    record Pending(Message message, int attempts) {}

    /**
     * A message as operators see it.
     *
     * @param status {@code PENDING}, {@code SENT}, or {@code DEAD} when it was given up
     */
    record Listed(
            String key,
            String memberId,
            String subject,
            String body,
            String status,
            int attempts,
            Instant createdAt,
            @Nullable Instant sentAt,
            @Nullable Instant nextTryAt,
            @Nullable String lastError) {}

    /** The newest messages, at most 50. */
    List<Listed> newest() {
        return database.transaction(tx -> tx.list(
                "SELECT * FROM notifications ORDER BY created_at DESC, key LIMIT ?",
                row -> new Listed(
                        row.string("key"),
                        row.string("member_id"),
                        row.string("subject"),
                        row.string("body"),
                        row.string("status"),
                        row.intValue("attempts"),
                        row.instant("created_at"),
                        row.nullableInstant("sent_at"),
                        row.string("status").equals("PENDING") ? row.instant("next_try_at") : null,
                        row.nullableString("last_error")),
                LISTED));
    }

    /** Adds the messages that are not there yet. */
    void add(Tx tx, List<Message> messages) {
        tx.update(
                """
                INSERT INTO notifications (key, member_id, subject, body)
                SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]))
                ON CONFLICT (key) DO NOTHING
                """,
                texts(messages, Message::key),
                texts(messages, Message::memberId),
                texts(messages, Message::subject),
                texts(messages, Message::body));
    }

    private static String[] texts(List<Message> messages, Function<Message, String> part) {
        return messages.stream().map(part).toArray(String[]::new);
    }

    List<Pending> due(Tx tx, int limit) {
        return tx.list(
                "SELECT * FROM notifications WHERE status = 'PENDING' AND next_try_at <= now() ORDER BY next_try_at, key LIMIT ?",
                row -> new Pending(Message.of(row), row.intValue("attempts")),
                limit);
    }

    void markSent(Tx tx, List<String> keys) {
        tx.update("""
                UPDATE notifications SET status = 'SENT', sent_at = now(), attempts = attempts + 1
                 WHERE key = ANY (CAST(? AS text[])) AND status = 'PENDING'
                """, (Object) keys.toArray(String[]::new));
    }

    void retryLater(Tx tx, String key, String error, Duration wait) {
        tx.update("""
                UPDATE notifications SET attempts = attempts + 1, last_error = ?, next_try_at = now() + make_interval(secs => ?)
                 WHERE key = ? AND status = 'PENDING'
                """, error, wait.toMillis() / 1000.0, key);
    }

    void giveUp(Tx tx, String key, String error) {
        tx.update(
                "UPDATE notifications SET status = 'DEAD', attempts = attempts + 1, last_error = ? WHERE key = ? AND status = 'PENDING'",
                error,
                key);
    }
}
