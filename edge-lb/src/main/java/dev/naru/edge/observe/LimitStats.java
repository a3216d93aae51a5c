package dev.naru.edge.observe;

import java.util.concurrent.atomic.LongAdder;

/** What one rate limit counted, on all loops together. Thread-safe; counting takes no lock. */
public final class LimitStats {
    private final String name;
    private final LongAdder passed = new LongAdder();
    private final LongAdder limited = new LongAdder();
    private final LongAdder dryRun = new LongAdder();

    /** @param name of the limit in the configuration */
    public LimitStats(String name) {
        this.name = name;
    }

    public void passed() {
        passed.increment();
    }

    public void limited() {
        limited.increment();
    }

    /** It would have been refused, were the limit not on trial. */
    public void limitedInDryRun() {
        dryRun.increment();
    }

    public String name() {
        return name;
    }

    public long passedCount() {
        return passed.sum();
    }

    public long limitedCount() {
        return limited.sum();
    }

    public long dryRunCount() {
        return dryRun.sum();
    }
}
