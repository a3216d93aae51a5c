package dev.naru.edge.policy;

import dev.naru.edge.config.AdaptiveConfig;
import dev.naru.edge.config.BreakerConfig;
import dev.naru.edge.config.CapacityConfig;
import dev.naru.edge.config.OutlierConfig;
import dev.naru.edge.config.ResilienceConfig;
import dev.naru.edge.config.SlowStartConfig;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All policies about the servers of one upstream that look at them from outside: slow start, outlier ejection, circuit breakers, adaptive limits, panic. One
 * thread calls {@link #sweep} every {@value #SWEEP_MS} ms with what the loops counted; the verdicts are a few fields of each {@link ServerState} that the loops
 * read. So the loops pay nothing for counting windows, and no two of them disagree.
 */
public final class UpstreamPolicies {
    /** From one look to the next. */
    public static final long SWEEP_MS = 100;

    private final Upstream upstream;
    private final List<Server> servers;
    private final Consumer<String> events;
    private final @Nullable SlowStart slowStart;
    private final @Nullable OutlierEjection outliers;
    private final CircuitBreaker[] breakers;
    private final GradientLimit[] limits;

    /**
     * @param tallies of the upstream's servers, in their order
     * @param events takes a line for each change
     */
    public UpstreamPolicies(Upstream upstream, long now, Tally[] tallies, Consumer<String> events) {
        this.upstream = upstream;
        this.servers = upstream.servers();
        this.events = events;
        ResilienceConfig config = upstream.config().resilience();
        SlowStartConfig slow = config.slowStart();
        slowStart = slow == null ? null : new SlowStart(slow, servers);
        OutlierConfig outlier = config.outlier();
        outliers = outlier == null ? null : new OutlierEjection(outlier, servers, now, tallies);
        BreakerConfig breaker = config.breaker();
        breakers = new CircuitBreaker[breaker == null ? 0 : servers.size()];
        CapacityConfig capacity = config.capacity();
        AdaptiveConfig adaptive = capacity == null ? null : capacity.adaptive();
        limits = new GradientLimit[capacity == null || adaptive == null ? 0 : servers.size()];
        for (int i = 0; i < servers.size(); i++) {
            if (breaker != null) {
                breakers[i] = new CircuitBreaker(breaker, servers.get(i).state(), now, tallies[i]);
            }
            if (capacity != null && adaptive != null) {
                limits[i] = new GradientLimit(adaptive, capacity.maxInFlight(), now, tallies[i]);
            }
        }
    }

    /** Looks at every server once. */
    public void sweep(long now, Tally[] tallies) {
        if (slowStart != null) {
            slowStart.sweep(now);
        }
        if (outliers != null) {
            outliers.sweep(now, tallies, events);
        }
        for (int i = 0; i < breakers.length; i++) {
            String change = breakers[i].sweep(now, tallies[i]);
            if (change != null) {
                events.accept("server " + upstream.name() + "/" + servers.get(i).name() + ": " + change);
            }
        }
        for (int i = 0; i < limits.length; i++) {
            limits[i].sweep(now, tallies[i]);
            servers.get(i).state().limit(limits[i].limit());
        }
        sweepPanic();
    }

    /** Envoy's panic: when most servers seem ill, the judgement is more likely wrong than the servers; and the few that are left would drown. */
    private void sweepPanic() {
        int healthy = 0;
        int doubtful = 0;
        for (Server server : servers) {
            ServerState state = server.state();
            healthy += state.up() ? 1 : 0;
            doubtful += state.doubted() ? 1 : 0;
        }
        boolean panic =
                doubtful > 0 && healthy * 100 < upstream.config().resilience().panicPercent() * servers.size();
        if (panic == upstream.state().inPanic()) {
            return;
        }
        upstream.state().panic(panic);
        for (Server server : servers) {
            server.state().panic(panic);
        }
        String share = healthy + " of " + servers.size() + " servers are healthy";
        events.accept("upstream " + upstream.name()
                + (panic
                        ? ": panic, " + share + ", under panicPercent: those that are only doubted are used again"
                        : ": panic is over, " + share));
    }
}
