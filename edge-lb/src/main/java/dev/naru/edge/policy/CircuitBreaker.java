package dev.naru.edge.policy;

import dev.naru.edge.config.BreakerConfig;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.ServerState.Bar;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one server (Nygard, "Release It!").
 *
 * <pre>
 * CLOSED ──errorPercent of minRequests in windowMs──▶ OPEN ──openMs──▶ HALF-OPEN ──all trials succeed──▶ CLOSED
 *                                                      ▲                   │
 *                                                      └────one fails──────┘
 * </pre>
 *
 * It opens on a <em>rate</em> of errors, 5xx answers among them; {@code maxFails} counts failures of the connection one by one, and sees no 5xx unless
 * {@code failOn} lists it. A server that answers half its requests with 500 is never down, but its breaker opens. Driven by one thread, by what the loops counted.
 */
final class CircuitBreaker {
    private static final int SLICES = 10;

    private final BreakerConfig config;
    private final ServerState server;
    private final Tally[] slices = new Tally[SLICES];
    private final long sliceNanos;
    private int slice;
    private long sliceEnd;
    private boolean open;
    private boolean halfOpen;
    private long until;
    private Tally atTrial = Tally.NONE;

    CircuitBreaker(BreakerConfig config, ServerState server, long now, Tally tally) {
        this.config = config;
        this.server = server;
        this.sliceNanos = config.windowMs() * 1_000_000 / SLICES;
        restart(now, tally);
    }

    /** Looks at the counters; returns what changed, for the log. */
    @Nullable
    String sweep(long now, Tally tally) {
        if (open) {
            return now - until >= 0 ? tryAgain(now, tally) : null;
        }
        if (halfOpen) {
            return judgeTrials(now, tally);
        }
        Tally window = tally.since(slices[(slice + 1) % SLICES]);
        while (now - sliceEnd >= 0) {
            slice = (slice + 1) % SLICES;
            slices[slice] = tally;
            sliceEnd += sliceNanos;
        }
        boolean tooMany = window.requests() >= config.minRequests()
                && window.errors() * 100 >= window.requests() * config.errorPercent();
        return tooMany ? open(now, window.errors() + " of " + window.requests() + " requests failed") : null;
    }

    private String open(long now, String why) {
        open = true;
        halfOpen = false;
        until = now + config.openMs() * 1_000_000;
        server.bar(Bar.BREAKER, true);
        server.trials(-1);
        return "circuit breaker opened: " + why;
    }

    private String tryAgain(long now, Tally tally) {
        open = false;
        halfOpen = true;
        atTrial = tally;
        until = now + config.openMs() * 1_000_000;
        server.trials(config.trials());
        server.bar(Bar.BREAKER, false);
        return "circuit breaker half-open: " + config.trials() + " requests try it";
    }

    private @Nullable String judgeTrials(long now, Tally tally) {
        Tally tried = tally.since(atTrial);
        if (tried.errors() > 0) {
            return open(now, "a trial failed");
        }
        if (tried.successes() >= config.trials()) {
            halfOpen = false;
            server.trials(-1);
            restart(now, tally);
            return "circuit breaker closed: " + config.trials() + " trials succeeded";
        }
        if (now - until >= 0) {
            // Trials whose clients left told nothing: others take their turn.
            until = now + config.openMs() * 1_000_000;
            server.trials(config.trials());
        }
        return null;
    }

    private void restart(long now, Tally tally) {
        for (int i = 0; i < SLICES; i++) {
            slices[i] = tally;
        }
        sliceEnd = now + sliceNanos;
    }
}
