package dev.naru.origin.platform;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Brings events to their subscribers: lease, send, mark. A replica that dies between sending and marking leaves the event to be
 * sent again: at least once, never lost. Works on every replica.
 */
@Singleton
class EventPump {

    private static final Logger LOG = Logger.getLogger(EventPump.class);
    private static final int AT_ONCE = 32;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final double SPREAD = 0.2;

    private final Database database;
    private final EventConfig config;
    private final EventSubscribers subscribers;
    private final EventDeliveries deliveries;
    private final Alarm alarm;

    EventPump(
            Database database,
            EventConfig config,
            EventSubscribers subscribers,
            EventDeliveries deliveries,
            Alarm alarm) {
        this.database = database;
        this.config = config;
        this.subscribers = subscribers;
        this.deliveries = deliveries;
        this.alarm = alarm;
    }

    @Scheduled(
            identity = "event-pump",
            every = "${naru.events.every:1s}",
            // Channels are connected while the application starts, and the scheduler begins before that.
            skipExecutionIf = Scheduled.ApplicationNotRunning.class,
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void pump() {
        if (subscribers.names().isEmpty()) {
            return;
        }
        try {
            while (deliverDue() == AT_ONCE) {
                LOG.debug("more events are due");
            }
        } catch (Problem e) {
            LOG.warnf("events put off: %s", e.detail());
        }
    }

    private int deliverDue() {
        List<EventDeliveries.Delivery> due =
                database.transaction(tx -> deliveries.claim(tx, subscribers.names(), AT_ONCE));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(delivery -> threads.execute(() -> deliver(delivery)));
        }
        return due.size();
    }

    private void deliver(EventDeliveries.Delivery delivery) {
        try {
            database.requireNoTransaction();
            subscribers.named(delivery.subscriber()).send(delivery.event());
            database.run(tx -> deliveries.delivered(tx, delivery));
        } catch (IOException e) {
            failed(delivery, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Its lease runs out, and it is sent again.
            LOG.errorf(e, "event %s to %s", delivery.event().id(), delivery.subscriber());
        }
    }

    private void failed(EventDeliveries.Delivery delivery, String error) {
        if (delivery.attempts() >= config.maxAttempts()) {
            alarm.raise(
                    "event-dead",
                    "event " + delivery.event().id() + " was not taken by " + delivery.subscriber() + " in "
                            + delivery.attempts() + " attempts: " + error);
            database.run(tx -> deliveries.dead(tx, delivery, error));
            return;
        }
        LOG.infof(
                "event %s not taken by %s, attempt %d: %s",
                delivery.event().id(), delivery.subscriber(), delivery.attempts(), error);
        database.run(tx -> deliveries.retry(tx, delivery, pauseAfter(delivery.attempts()), error));
    }

    private Duration pauseAfter(int attempts) {
        long plainMs = config.backoff().toMillis() << Math.min(attempts - 1, 20);
        double spread = ThreadLocalRandom.current().nextDouble(1 - SPREAD, 1 + SPREAD);
        return Duration.ofMillis(Math.round(Math.min(plainMs, LONGEST_WAIT.toMillis()) * spread));
    }
}
