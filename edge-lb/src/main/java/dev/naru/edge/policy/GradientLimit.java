package dev.naru.edge.policy;

import dev.naru.edge.config.AdaptiveConfig;

/**
 * The concurrency limit of one server that follows its latency: {@code limit * (minRTT + buffer) / sampleRTT + sqrt(limit)}, within its bounds; the gradient
 * of Netflix's concurrency-limits and of Envoy's adaptive concurrency. {@code sampleRTT} is the mean of one window; {@code minRTT} the smallest such mean of
 * the last {@value #MIN_WINDOWS} to twice as many windows. When an old minimum is forgotten the limit is halved for a window, so that the new one is measured
 * with little load and not with the queue that the limit itself let grow. Driven by one thread.
 */
final class GradientLimit {
    static final int MIN_WINDOWS = 30;
    /** Low, so that the first latencies are those of a server without a queue. */
    private static final double INITIAL = 20;
    /** Fewer answers say nothing. */
    private static final int MIN_SAMPLES = 5;

    private final AdaptiveConfig config;
    private final int max;
    private double limit;
    private double beforeProbe;
    private double minRtt = Double.MAX_VALUE;
    private double olderMinRtt = Double.MAX_VALUE;
    private int windows;
    private long windowEnd;
    private Tally atWindow;

    GradientLimit(AdaptiveConfig config, int max, long now, Tally tally) {
        this.config = config;
        this.max = max;
        this.limit = bounded(INITIAL);
        this.atWindow = tally;
        this.windowEnd = now + config.windowMs() * 1_000_000;
    }

    /** Requests that may be in flight. */
    int limit() {
        return (int) limit;
    }

    void sweep(long now, Tally tally) {
        if (now - windowEnd < 0) {
            return;
        }
        windowEnd = now + config.windowMs() * 1_000_000;
        Tally window = tally.since(atWindow);
        atWindow = tally;
        if (window.answers() < MIN_SAMPLES) {
            return; // an idle server is neither fast nor slow
        }
        sample(window.waitedNanos() / (double) window.answers());
    }

    private void sample(double rtt) {
        minRtt = Math.min(minRtt, rtt);
        double min = Math.min(minRtt, olderMinRtt);
        double gradient = Math.min(2, min * (100 + config.bufferPercent()) / 100 / rtt);
        double base = beforeProbe > 0 ? beforeProbe : limit;
        beforeProbe = 0;
        limit = bounded(base * Math.min(1, gradient) + Math.sqrt(base));
        if (++windows == MIN_WINDOWS) {
            windows = 0;
            olderMinRtt = minRtt;
            minRtt = Double.MAX_VALUE;
            beforeProbe = limit;
            limit = bounded(limit / 2);
        }
    }

    private double bounded(double value) {
        return Math.max(config.min(), Math.min(max, value));
    }
}
