package dev.naru.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream does about servers that fail, start, or have too much to do.
 *
 * @param failOn statuses that count as failures for {@code maxFails}; default none
 * @param panicPercent under this share of healthy servers all that may work are used; 0..100, default 50, 0 = never
 */
public record ResilienceConfig(
        List<StatusRange> failOn,
        int panicPercent,
        @Nullable OutlierConfig outlier,
        @Nullable SlowStartConfig slowStart,
        @Nullable WarmUpConfig warmUp,
        HoldConfig hold,
        RetryConfig retry,
        @Nullable BreakerConfig breaker,
        @Nullable CapacityConfig capacity) {
    /** What an upstream has that says nothing. */
    public static final ResilienceConfig DEFAULTS =
            new ResilienceConfig(List.of(), 50, null, null, null, HoldConfig.OFF, RetryConfig.DEFAULTS, null, null);

    public ResilienceConfig {
        failOn = List.copyOf(failOn);
    }

    /** Whether an answer with this status is a failure of its server. */
    public boolean failsOn(int status) {
        for (int i = 0; i < failOn.size(); i++) {
            if (failOn.get(i).contains(status)) {
                return true;
            }
        }
        return false;
    }
}
