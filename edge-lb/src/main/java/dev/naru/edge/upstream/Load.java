package dev.naru.edge.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How busy a server is, as all loops of this process see it: the requests in flight, and its latency as a peak-sensitive moving average. Counting costs one atomic
 * add, an observation one compare-and-set. Kept across reloads.
 *
 * <p>The average is Finagle's "peak EWMA": an observation above it replaces it at once, one below it counts {@code 1 - e^(-dt/tau)}, where dt is the time since the
 * last one. So a server that turns slow is avoided after one answer, and one that is not asked any more is forgiven with time.
 */
public final class Load {
    /** Finagle's default: after ten seconds without an observation 37 % of the average are left. */
    public static final long TAU_NANOS = 10_000_000_000L;

    /** A failed attempt counts as an answer that took so long at least: a server that fails fast must not look fast. */
    public static final long FAILURE_NANOS = 1_000_000_000L;

    /** The clock of the average runs in steps of 65.536 µs, so that instant and value fit into one word. */
    private static final int TICK_BITS = 16;

    private final AtomicInteger inFlight = new AtomicInteger();

    /** The bits of a float (nanoseconds) above, its tick below; 0 while nothing was observed. */
    private final AtomicLong average = new AtomicLong();

    /** A request is on its way. */
    public void begin() {
        inFlight.incrementAndGet();
    }

    /** It ended, however it did. */
    public void end() {
        inFlight.decrementAndGet();
    }

    /** Requests on their way now. */
    public int inFlight() {
        return inFlight.get();
    }

    /**
     * An attempt ended.
     *
     * @param latencyNanos from the whole request to the head of the answer; at least 1 is taken
     */
    public void observe(long latencyNanos, long nowNanos) {
        float latency = Math.max(1, latencyNanos);
        int tick = tick(nowNanos);
        long was;
        long is;
        do {
            was = average.get();
            float value = value(was);
            double kept = kept(tick - (int) was);
            float next = latency > value ? latency : (float) (value * kept + latency * (1 - kept));
            is = ((long) Float.floatToRawIntBits(next) << 32) | (tick & 0xffff_ffffL);
        } while (!average.compareAndSet(was, is));
    }

    /** As {@link #observe}, of an attempt that failed or was answered with 5xx. */
    public void observeFailure(long latencyNanos, long nowNanos) {
        observe(Math.max(latencyNanos, FAILURE_NANOS), nowNanos);
    }

    /** The average as it has decayed by now, in nanoseconds; 0 while nothing was observed. */
    public double latencyNanos(long nowNanos) {
        long now = average.get();
        return value(now) * kept(tick(nowNanos) - (int) now);
    }

    private static float value(long word) {
        return Float.intBitsToFloat((int) (word >>> 32));
    }

    private static int tick(long nanos) {
        return (int) (nanos >> TICK_BITS);
    }

    /** What is left after so many ticks. Loops read the clock apart, so a tick may lie ahead. */
    private static double kept(int ticks) {
        return ticks <= 0 ? 1 : Math.exp(-((double) ticks * (1 << TICK_BITS)) / TAU_NANOS);
    }
}
