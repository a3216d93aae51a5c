package dev.naru.cluster.proof;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Waits at a {@link Point} of one replica for the next approval that comes by, and does something to it once. */
final class Trap {

    /** What happens there; false cuts the connection, so that nothing more passes. */
    interface Action {
        boolean act();
    }

    /** Toss's confirm, or NICE Pay's approval by tid. */
    private static final Pattern APPROVAL =
            Pattern.compile("POST (/v1/payments/confirm|/nice/v1/payments/nice_[\\w-]+) HTTP");

    private record Armed(Point point, Action action, CountDownLatch sprung) {}

    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();

    /** Returns whether something came by within the wait; if not, the trap is taken away. */
    boolean springs(Point point, long waitMs, Action action) throws InterruptedException {
        Armed trap = new Armed(point, action, new CountDownLatch(1));
        armed.set(trap);
        boolean inTime = trap.sprung().await(waitMs, TimeUnit.MILLISECONDS);
        if (!inTime && !armed.compareAndSet(trap, null)) {
            // It is springing this very moment.
            trap.sprung().await();
            return true;
        }
        return inTime;
    }

    private boolean reached(Point point) {
        Armed trap = armed.get();
        if (trap == null || trap.point() != point || !armed.compareAndSet(trap, null)) {
            return true;
        }
        try {
            return trap.action().act();
        } finally {
            trap.sprung().countDown();
        }
    }

    /** Watches a connection to the gateway. */
    Relay.Tap gateway() {
        return new Relay.Tap() {
            private volatile boolean confirms;

            @Override
            public boolean toServer(String chunk) {
                confirms = APPROVAL.matcher(chunk).find();
                return !confirms || reached(Point.BEFORE_PG_CALL);
            }

            @Override
            public boolean toClient(String chunk) {
                return !confirms || reached(Point.AFTER_PG_CALL);
            }
        };
    }

    /** Watches a connection to PostgreSQL. The driver must send every statement's text: {@code prepareThreshold=0}. */
    Relay.Tap database() {
        return new Relay.Tap() {
            private volatile @Nullable Point commit;
            private volatile @Nullable Point committed;

            @Override
            public boolean toServer(String chunk) {
                committed = null;
                if (chunk.contains("INSERT INTO payment_attempts")) {
                    commit = Point.BEFORE_T1_COMMIT;
                } else if (chunk.contains("UPDATE payment_attempts SET outcome")) {
                    commit = Point.BEFORE_T2_COMMIT;
                } else if (chunk.contains("COMMIT")) {
                    Point point = commit;
                    commit = null;
                    if (point != null) {
                        committed = point == Point.BEFORE_T1_COMMIT ? Point.AFTER_T1_COMMIT : Point.AFTER_T2_COMMIT;
                        return reached(point);
                    }
                }
                return true;
            }

            @Override
            public boolean toClient(String chunk) {
                Point point = committed;
                committed = null;
                return point == null || reached(point);
            }
        };
    }
}
