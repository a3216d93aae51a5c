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
        this(upstream, now, tallies, events, null);
    }

    /** As its predecessor would judge the same upstream after a reload: servers that stay keep what was found of them, where the settings stay. */
    public UpstreamPolicies follow(Upstream next, long now, Tally[] tallies) {
        return new UpstreamPolicies(next, now, tallies, events, this);
    }

    private UpstreamPolicies(
            Upstream upstream, long now, Tally[] tallies, Consumer<String> events, @Nullable UpstreamPolicies before) {
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
        ResilienceConfig settings =
                before == null ? null : before.upstream.config().resilience();
        for (int i = 0; i < servers.size(); i++) {
            ServerState state = servers.get(i).state();
            int was = before == null ? -1 : before.placeOf(state);
            if (breaker != null) {
                boolean stays = was >= 0 && settings != null && breaker.equals(settings.breaker());
                if (!stays) {
                    closeBreaker(state);
                }
                breakers[i] = stays && before != null
                        ? before.breakers[was]
                        : new CircuitBreaker(breaker, state, now, tallies[i]);
            }
            if (capacity != null && adaptive != null) {
                boolean stays = was >= 0 && settings != null && capacity.equals(settings.capacity());
                limits[i] = stays && before != null
                        ? before.limits[was]
                        : new GradientLimit(adaptive, capacity.maxInFlight(), now, tallies[i]);
            }
            if (outliers != null && before != null && before.outliers != null && was >= 0) {
                outliers.follow(i, before.outliers, was);
            }
        }
        takeBack(config);
    }

    private int placeOf(ServerState state) {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).state() == state) {
                return i;
            }
        }
        return -1;
    }

    private static void closeBreaker(ServerState state) {
        state.bar(ServerState.Bar.BREAKER, false);
        state.trials(-1);
    }

    /** A policy that a reload took away takes its verdicts with it. */
    private void takeBack(ResilienceConfig config) {
        for (Server server : servers) {
            if (config.breaker() == null) {
                closeBreaker(server.state());
            }
            if (config.outlier() == null) {
                server.state().bar(ServerState.Bar.EJECTED, false);
            }
            if (config.slowStart() == null) {
                server.state().share(ServerState.WHOLE);
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
        int counted = 0;
        for (Server server : servers) {
            ServerState state = server.state();
            if (!server.keepsUsers()) {
                continue; // taken out, so its health tells nothing
            }
            counted++;
            healthy += state.up() ? 1 : 0;
            doubtful += state.doubted() ? 1 : 0;
        }
        boolean panic =
                doubtful > 0 && healthy * 100 < upstream.config().resilience().panicPercent() * counted;
        if (panic == upstream.state().inPanic()) {
            return;
        }
        upstream.state().panic(panic);
        for (Server server : servers) {
            server.state().panic(panic);
        }
        String share = healthy + " of " + counted + " servers are healthy";
        events.accept("upstream " + upstream.name()
                + (panic
                        ? ": panic, " + share + ", under panicPercent: those that are only doubted are used again"
                        : ": panic is over, " + share));
    }
}
