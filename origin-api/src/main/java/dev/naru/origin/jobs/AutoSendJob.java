package dev.naru.origin.jobs;

import dev.naru.origin.platform.Outbox;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * {@code auto_send}: makes messages of the events that concern a member, then hands the messages to their channel, each until it is taken or has
 * failed for good.
 */
@Singleton
final class AutoSendJob implements Job {

    /** Handed over at once, and committed together; the channel knows a repeated one by its key. */
    private static final int MESSAGES_AT_ONCE = 32;

    private static final int MAX_ATTEMPTS = 8;
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(30), Duration.ofHours(1));
    private static final int EVENTS_AT_ONCE = 200;

    private final Outbox outbox;
    private final OrderMessages orders;
    private final Notifications notifications;
    private final MessageChannel channel;

    AutoSendJob(Outbox outbox, OrderMessages orders, Notifications notifications, MessageChannel channel) {
        this.outbox = outbox;
        this.orders = orders;
        this.notifications = notifications;
        this.channel = channel;
    }

    @Override
    public JobSpec spec() {
        return JobSpec.every("auto_send", Duration.ofMinutes(1), Duration.ofMinutes(5));
    }

    /** A message and why it was not taken, null when it was. */
    private record Handed(
            Notifications.Pending pending, @Nullable Exception failure) {}

    @Override
    public boolean work(RunContext run) throws InterruptedException {
        int events = run.commit(this::write);
        List<Notifications.Pending> due = run.commit(batch -> notifications.due(batch.tx(), MESSAGES_AT_ONCE));
        if (!due.isEmpty() && run.mayGoOn()) {
            List<Handed> handed = Parallel.map(due, this::hand);
            run.run(batch -> settle(batch, handed));
        }
        return due.size() == MESSAGES_AT_ONCE || events == EVENTS_AT_ONCE;
    }

    /** An event is taken in the transaction that writes its message: neither is lost, neither is doubled. */
    private int write(RunContext.Batch batch) {
        List<Outbox.Event> events = outbox.take(batch.tx(), EVENTS_AT_ONCE);
        notifications.add(
                batch.tx(),
                events.stream().flatMap(event -> orders.of(event).stream()).toList());
        return events.size();
    }

    private Handed hand(Notifications.Pending pending) {
        try {
            channel.send(pending.message());
            return new Handed(pending, null);
        } catch (Exception e) {
            return new Handed(pending, e);
        }
    }

    private void settle(RunContext.Batch batch, List<Handed> handed) {
        List<String> sent = new ArrayList<>();
        for (Handed one : handed) {
            if (one.failure() == null) {
                sent.add(one.pending().message().key());
            } else {
                failed(batch, one.pending(), one.failure());
            }
        }
        notifications.markSent(batch.tx(), sent);
        batch.done(sent.size());
    }

    private void failed(RunContext.Batch batch, Notifications.Pending pending, Exception failure) {
        int failures = pending.attempts() + 1;
        if (failures >= MAX_ATTEMPTS) {
            notifications.giveUp(batch.tx(), pending.message().key(), failure.toString());
            batch.failed(1);
        } else {
            notifications.retryLater(
                    batch.tx(),
                    pending.message().key(),
                    failure.toString(),
                    BACKOFF.after(failures, ThreadLocalRandom.current()));
            batch.retrying(1);
        }
    }
}
