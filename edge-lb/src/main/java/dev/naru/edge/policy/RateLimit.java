package dev.naru.edge.policy;

import dev.naru.edge.config.LimitKey;
import dev.naru.edge.config.RateLimitConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Cookies;
import dev.naru.edge.http.Stretch;
import dev.naru.edge.observe.LimitStats;
import dev.naru.edge.observe.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * At most so many requests of a key, evenly, and a burst beyond. A request over the limit is refused at once, with the time after which it would pass
 * (RFC 6585 section 4, draft-ietf-httpapi-ratelimit-headers): nothing is held back on the edge, see {@code docs/decisions}.
 */
final class RateLimit implements Gate {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MS = 1_000_000;

    /** The part of an IPv6 address that one customer has for itself (RFC 6177): who is limited by single addresses just takes the next one. */
    private static final int NETWORK_OCTETS = 8;

    private final RateTable table;
    private final SipHash hash;
    private final LimitStats stats;
    private final LimitKey key;
    private final byte[] keyName;
    private final long routeKey;
    private final long period;
    private final long tolerance;
    private final boolean dryRun;
    private final String name;
    private final String policy;

    /**
     * @param route {@code site/name}, the key of a limit by route
     * @param table the limit's own, shared by all its routes
     */
    RateLimit(RateLimitConfig config, String route, RateTable table, SipHash hash, LimitStats stats) {
        this.table = table;
        this.hash = hash;
        this.stats = stats;
        key = config.key();
        keyName = Ascii.bytes(config.keyName());
        byte[] routeName = Ascii.bytes(route);
        routeKey = hash.hash(routeName, 0, routeName.length);
        period = Math.max(1, config.perMs() * NANOS_PER_MS / config.requests());
        tolerance = config.burst() * period;
        dryRun = config.dryRun();
        name = config.name();
        policy = policy(config);
    }

    /** The quota in whole seconds, as the draft has it. */
    private static String policy(RateLimitConfig config) {
        long seconds = Math.max(1, config.perMs() / 1000);
        long quota = Math.max(1, config.requests() * seconds * 1000 / config.perMs());
        return "RateLimit-Policy: \"" + config.name() + "\";q=" + quota + ";w=" + seconds + "\r\n";
    }

    @Override
    public @Nullable Refusal check(GateRequest request) {
        if (request.again()) {
            return null;
        }
        long backlog = table.take(key(request), request.nanoTime, period, tolerance);
        if (backlog <= tolerance) {
            stats.passed();
            return null;
        }
        if (dryRun) {
            stats.limitedInDryRun();
            return null;
        }
        stats.limited();
        long seconds = Math.ceilDiv(backlog - tolerance, NANOS_PER_SECOND);
        return new Refusal(
                Outcome.RATE_LIMITED,
                429,
                "too many requests",
                "Retry-After: " + seconds + "\r\n" + policy + "RateLimit: \"" + name + "\";r=0;t=" + seconds + "\r\n");
    }

    @Override
    public GateVerdict explain(GateRequest request) {
        long backlog = table.backlog(key(request), request.nanoTime);
        String waits = "its backlog is " + backlog / NANOS_PER_MS + " ms of " + tolerance / NANOS_PER_MS + " ms";
        String gate = "rate limit " + name + (dryRun ? " (dry run)" : "");
        return backlog <= tolerance || dryRun
                ? GateVerdict.passes(gate, waits)
                : GateVerdict.refuses(gate, Outcome.RATE_LIMITED, 429, waits);
    }

    /** A request without the header or cookie is counted by its address: leaving it out is no way around the limit. */
    private long key(GateRequest request) {
        return switch (key) {
            case ADDRESS -> address(request);
            case HEADER -> {
                int field = request.head.fields.find(request.in, keyName);
                yield field < 0
                        ? address(request)
                        : hash.hash(request.in, request.head.fields.value[field], request.head.fields.valueEnd[field]);
            }
            case COOKIE -> {
                long value = Cookies.find(request.in, request.head.fields, keyName);
                yield value == Stretch.NONE
                        ? address(request)
                        : hash.hash(request.in, Stretch.from(value), Stretch.to(value));
            }
            case ROUTE -> routeKey;
        };
    }

    private long address(GateRequest request) {
        byte[] address = request.address;
        return hash.hash(address, 0, Math.min(address.length, NETWORK_OCTETS));
    }
}
