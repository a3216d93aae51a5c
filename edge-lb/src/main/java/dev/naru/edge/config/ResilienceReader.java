package dev.naru.edge.config;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the keys of an upstream that say what it does about failing, starting and overloaded servers. */
final class ResilienceReader {
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}");

    private ResilienceReader() {}

    static ResilienceConfig read(Section s) {
        List<StatusRange> failOn = s.texts("failOn", StatusRange::parse);
        int panicPercent = s.integer("panicPercent", ResilienceConfig.DEFAULTS.panicPercent(), 0, 100);
        ResilienceConfig config = new ResilienceConfig(
                failOn,
                panicPercent,
                s.section("outlier", ResilienceReader::outlier),
                s.section("slowStart", ResilienceReader::slowStart),
                s.section("warmUp", ResilienceReader::warmUp),
                Objects.requireNonNullElse(s.section("hold", ResilienceReader::hold), HoldConfig.OFF),
                Objects.requireNonNullElse(s.section("retry", ResilienceReader::retry), RetryConfig.DEFAULTS),
                s.section("breaker", ResilienceReader::breaker),
                s.section("capacity", ResilienceReader::capacity));
        if (config.warmUp() != null && !s.has("health")) {
            s.refuse("warmUp", "goes with health only: without checks nobody knows when a server has started");
        }
        warnOfContradictions(s, config);
        return config;
    }

    private static void warnOfContradictions(Section s, ResilienceConfig config) {
        if (!config.failOn().isEmpty() && s.integer("maxFails", 1, 0, 1000) == 0) {
            s.warn("failOn", "has no effect while maxFails is 0");
        }
        long tryTimeoutMs = config.retry().tryTimeoutMs();
        long timeoutMs = config.retry().timeoutMs();
        if (timeoutMs > 0 && tryTimeoutMs > timeoutMs) {
            s.warn(
                    "retry",
                    "tryTimeoutMs (" + tryTimeoutMs + ") is longer than timeoutMs (" + timeoutMs
                            + "), which ends every attempt first");
        }
    }

    private static OutlierConfig outlier(Section s) {
        OutlierConfig config = new OutlierConfig(
                s.integer("consecutive5xx", 5, 0, 1000),
                s.integer("intervalMs", 10_000L, 1000, 3_600_000),
                s.integer("ejectionMs", 30_000L, 100, 3_600_000),
                s.integer("maxEjectionMs", 300_000L, 100, 86_400_000),
                s.integer("maxEjectedPercent", 10, 0, 100),
                s.integer("deviationsPercent", 190, 0, 1000),
                s.integer("minServers", 5, 2, 1000),
                s.integer("minRequests", 100, 1, 1_000_000));
        if (config.maxEjectionMs() < config.ejectionMs()) {
            s.refuse(
                    "maxEjectionMs",
                    "expected at least ejectionMs (" + config.ejectionMs() + "), found " + config.maxEjectionMs());
        }
        return config;
    }

    private static SlowStartConfig slowStart(Section s) {
        return new SlowStartConfig(
                s.integer("windowMs", 30_000L, 100, 3_600_000),
                s.integer("minPercent", 10, 1, 100),
                s.integer("aggressionPercent", 100, 10, 1000));
    }

    private static WarmUpConfig warmUp(Section s) {
        List<String> paths = s.texts("paths", PathPatterns::target);
        if (!s.has("paths")) {
            s.refuse("expected paths, the targets of the requests that warm a server up");
        }
        return new WarmUpConfig(
                paths,
                s.integer("requests", 20, 1, 10_000),
                s.integer("concurrency", 2, 1, 100),
                s.integer("timeoutMs", 10_000L, 100, 600_000));
    }

    private static HoldConfig hold(Section s) {
        return new HoldConfig(
                s.integer("timeoutMs", HoldConfig.OFF.timeoutMs(), 0, 60_000),
                s.integer("maxWaiting", HoldConfig.OFF.maxWaiting(), 1, 100_000));
    }

    private static RetryConfig retry(Section s) {
        RetryConfig usual = RetryConfig.DEFAULTS;
        return new RetryConfig(
                s.integer("budgetPercent", usual.budgetPercent(), 0, 100),
                s.integer("budgetMin", usual.budgetMin(), 0, 1000),
                s.integer("tryTimeoutMs", usual.tryTimeoutMs(), 0, 86_400_000),
                s.integer("timeoutMs", usual.timeoutMs(), 0, 86_400_000),
                s.optional("notProcessedHeader", ResilienceReader::fieldName),
                s.integer("replayBytes", usual.replayBytes(), 0, 1_048_576));
    }

    private static @Nullable String fieldName(String text) {
        if (!FIELD_NAME.matcher(text).matches()) {
            throw Texts.expected("the name of a header, without underscores, of at most 64 bytes", text);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static BreakerConfig breaker(Section s) {
        return new BreakerConfig(
                s.integer("errorPercent", 50, 1, 100),
                s.integer("minRequests", 20, 1, 1_000_000),
                s.integer("windowMs", 10_000L, 1000, 600_000),
                s.integer("openMs", 5000L, 100, 600_000),
                s.integer("trials", 3, 1, 1000));
    }

    private static CapacityConfig capacity(Section s) {
        int maxInFlight = s.integer("maxInFlight", 1, 1_000_000);
        AdaptiveConfig adaptive = s.section("adaptive", ResilienceReader::adaptive);
        if (adaptive != null && adaptive.min() > maxInFlight) {
            s.refuse("adaptive", "min is " + adaptive.min() + ", more than maxInFlight (" + maxInFlight + ")");
        }
        return new CapacityConfig(
                maxInFlight,
                s.integer("queue", 0, 0, 100_000),
                s.integer("queueTimeoutMs", 1000L, 100, 60_000),
                adaptive);
    }

    private static AdaptiveConfig adaptive(Section s) {
        return new AdaptiveConfig(
                s.integer("min", 5, 1, 100_000),
                s.integer("bufferPercent", 25, 0, 1000),
                s.integer("windowMs", 1000L, 100, 60_000));
    }
}
