package dev.naru.origin.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.TestEnvironment;
import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Outbox;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AutoSendTest {

    @Inject
    Database database;

    @Inject
    Alarm alarm;

    @Inject
    Notifications notifications;

    @Inject
    MessageChannel stored;

    @Inject
    Outbox outbox;

    @Inject
    OrderMessages orderMessages;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @BeforeEach
    void empty() {
        replica(stored); // registers the job
        database.run(tx -> {
            tx.update("TRUNCATE notifications, sent_messages, outbox");
            tx.update("DELETE FROM job_runs WHERE job = 'auto_send'");
        });
    }

    @Test
    void deliversEachMessageOnce() {
        add("a");
        add("b");
        add("a");
        assertEquals(new JobRun.Items(2, 0, 0), replica(stored).runAt(now).items());
        assertEquals(
                new JobRun.Items(0, 0, 0),
                replica(stored).runAt(now.plusSeconds(60)).items());
        assertEquals(List.of("a", "b"), sent());
    }

    /** The channel took it, then the answer was lost: it is handed over again and the channel knows its key. */
    @Test
    void aLostAnswerIsNoSecondMessage() {
        add("a");
        MessageChannel losesTheAnswer = message -> {
            stored.send(message);
            throw new IOException("reset");
        };
        assertEquals(
                new JobRun.Items(0, 0, 1), replica(losesTheAnswer).runAt(now).items());
        assertEquals(
                new JobRun.Items(0, 0, 0),
                replica(stored).runAt(now.plusSeconds(60)).items(),
                "it backs off");
        dueNow();
        assertEquals(
                new JobRun.Items(1, 0, 0),
                replica(stored).runAt(now.plusSeconds(120)).items());
        assertEquals(List.of("a"), sent());
    }

    @Test
    void tellsMembersWhatBecameOfTheirOrders() {
        database.run(tx -> {
            outbox.append(tx, "order", "N-1", "order.created", order("ko"));
            outbox.append(tx, "order", "N-1", "order.paid", order("ko"));
            outbox.append(tx, "order", "N-2", "order.expired", order("en"));
        });
        assertEquals(new JobRun.Items(2, 0, 0), replica(stored).runAt(now).items());
        assertEquals(
                new JobRun.Items(0, 0, 0),
                replica(stored).runAt(now.plusSeconds(60)).items());
        assertEquals(
                List.of(
                        "hana: Order N-2 (KRW 12,000) was not paid in time and has been cancelled.",
                        "hana: 주문번호 N-1, 결제 금액 12,000원이 결제되었습니다. 주문해 주셔서 감사합니다."),
                database.transaction(tx -> tx.list(
                        "SELECT * FROM sent_messages ORDER BY key",
                        row -> row.string("member_id") + ": " + row.string("body"))));
    }

    private static Map<String, Object> order(String locale) {
        return Map.of("member", "hana", "amount", 12000, "locale", locale);
    }

    @Test
    void givesUpAfterEightTries() {
        add("a");
        JobReplica failing = replica(message -> {
            throw new IOException("no such number");
        });
        for (int i = 0; i < 7; i++) {
            assertEquals(
                    new JobRun.Items(0, 0, 1), failing.runAt(now.plusSeconds(i)).items());
            dueNow();
        }
        assertEquals(
                new JobRun.Items(0, 1, 0), failing.runAt(now.plusSeconds(7)).items());
        dueNow();
        assertEquals(
                new JobRun.Items(0, 0, 0), failing.runAt(now.plusSeconds(8)).items());
        assertEquals(
                List.of("DEAD"),
                database.transaction(tx -> tx.list("SELECT status FROM notifications", row -> row.string("status"))));
    }

    @Test
    void whatHasEndedIsForgottenAfterTheRetentionAndNothingElse() {
        database.run(tx -> {
            outbox.append(tx, "order", "N-1", "order.created", order("ko"));
            outbox.append(tx, "order", "N-1", "order.paid", order("ko"));
        });
        add("waits");
        JobReplica replica = replica(message -> {
            if (message.key().equals("waits")) {
                throw new IOException("not now");
            }
            stored.send(message);
        });
        replica.runAt(now);
        replica.retention.forget(Duration.ofDays(30));
        assertEquals(1, sent().size());
        database.run(tx -> {
            tx.update("UPDATE outbox SET delivered_at = now() - interval '31 days'");
            tx.update("UPDATE notifications SET created_at = now() - interval '31 days'");
            tx.update("UPDATE sent_messages SET sent_at = now() - interval '31 days'");
        });
        replica.retention.forget(Duration.ofDays(30));
        assertEquals(List.of(), sent());
        assertEquals(
                List.of("waits"),
                database.transaction(tx -> tx.list("SELECT key FROM notifications", row -> row.string("key"))),
                "what is not delivered is kept");
        database.run(tx -> outbox.append(tx, "order", "N-1", "order.cancelled", order("ko")));
        assertEquals(
                List.of("2", "3"),
                database.transaction(tx -> tx.list("SELECT seq FROM outbox ORDER BY seq", row -> row.string("seq"))),
                "numbers go on");
    }

    private JobReplica replica(MessageChannel channel) {
        return new JobReplica(
                "a", database, alarm, Map.of(), new AutoSendJob(outbox, orderMessages, notifications, channel));
    }

    private void add(String key) {
        database.run(tx -> notifications.add(tx, List.of(new Message(key, "hana", "subject", "body"))));
    }

    private void dueNow() {
        database.run(tx -> tx.update("UPDATE notifications SET next_try_at = now()"));
    }

    private List<String> sent() {
        return database.transaction(
                tx -> tx.list("SELECT key FROM sent_messages ORDER BY key", row -> row.string("key")));
    }
}
