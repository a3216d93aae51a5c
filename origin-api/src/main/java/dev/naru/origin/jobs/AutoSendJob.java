package dev.naru.origin.jobs;

import dev.naru.origin.platform.Outbox;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code auto_send}: makes messages of the events that concern a member, then hands the messages to their channel, each until it is taken or has
 * failed for good.
 */
@Singleton
final class AutoSendJob implements Job {

    private static final int MESSAGES_AT_ONCE = 50;
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

    @Override
    public boolean work(RunContext run) {
        int events = run.commit(this::write);
        List<Notifications.Pending> due = run.commit(batch -> notifications.due(batch.tx(), MESSAGES_AT_ONCE));
        for (Notifications.Pending pending : due) {
            if (!run.mayGoOn()) {
                return true;
            }
            send(run, pending);
        }
        return due.size() == MESSAGES_AT_ONCE || events == EVENTS_AT_ONCE;
    }

    /** An event is taken in the transaction that writes its message: neither is lost, neither is doubled. */
    private int write(RunContext.Batch batch) {
        List<Outbox.Event> events = outbox.take(batch.tx(), EVENTS_AT_ONCE);
        for (Outbox.Event event : events) {
            orders.of(event).ifPresent(message -> notifications.add(batch.tx(), message));
        }
        return events.size();
    }

    private void send(RunContext run, Notifications.Pending pending) {
        String key = pending.message().key();
        try {
            channel.send(pending.message());
        } catch (Exception e) {
            run.run(batch -> failed(batch, pending, e));
            return;
        }
        run.run(batch -> {
            notifications.markSent(batch.tx(), key);
            batch.done(1);
        });
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
