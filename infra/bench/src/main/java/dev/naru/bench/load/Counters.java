package dev.naru.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the clients of one core have seen. Written by its loop alone; read by anyone. */
final class Counters {

    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong connected = new AtomicLong();
    private volatile @Nullable String firstFailure;

    void countAnswer() {
        answered.lazySet(answered.getPlain() + 1);
    }

    void countConnection() {
        connected.lazySet(connected.getPlain() + 1);
    }

    void countFailure(String what) {
        if (firstFailure == null) {
            firstFailure = what;
        }
        failed.lazySet(failed.getPlain() + 1);
    }

    long answered() {
        return answered.get();
    }

    long failed() {
        return failed.get();
    }

    long connected() {
        return connected.get();
    }

    @Nullable
    String firstFailure() {
        return firstFailure;
    }
}
