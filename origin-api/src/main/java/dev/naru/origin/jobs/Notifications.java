package dev.naru.origin.jobs;

import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The outbox of messages: written in the transaction of what they tell, so that neither happens without the other. */
@Singleton
final class Notifications {

    /** A message to be delivered, and how often that failed. */
    record Pending(Message message, int attempts) {}

    void add(Tx tx, Message message) {
        tx.update(
                "INSERT INTO notifications (key, member_id, subject, body) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                message.key(),
                message.memberId(),
                message.subject(),
                message.body());
    }

    List<Pending> due(Tx tx, int limit) {
        return tx.list(
                "SELECT * FROM notifications WHERE status = 'PENDING' AND next_try_at <= now() ORDER BY next_try_at, key LIMIT ?",
                row -> new Pending(Message.of(row), row.intValue("attempts")),
                limit);
    }

    void markSent(Tx tx, String key) {
        tx.update(
                "UPDATE notifications SET status = 'SENT', sent_at = now(), attempts = attempts + 1 WHERE key = ? AND status = 'PENDING'",
                key);
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
