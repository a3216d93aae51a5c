package dev.naru.edge.policy;

import dev.naru.edge.config.OutlierConfig;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.ServerState.Bar;
import java.util.List;
import java.util.function.Consumer;

/**
 * Envoy's outlier detection: a server is ejected after {@code consecutive5xx} answers with 5xx in a row, or when its success rate over one interval is further
 * below the mean of all than {@code deviations} standard deviations. It stays out for {@code ejectionMs} times the number of its ejections; each interval
 * without one takes one off that number. At most {@code maxEjectedPercent} are out at once, but one may always be. Driven by one thread.
 */
final class OutlierEjection {
    private final OutlierConfig config;
    private final List<Server> servers;
    private final Tally[] atInterval;
    private final int[] times;
    private final long[] until;
    private long intervalEnd;

    OutlierEjection(OutlierConfig config, List<Server> servers, long now, Tally[] tallies) {
        this.config = config;
        this.servers = servers;
        this.atInterval = tallies.clone();
        this.times = new int[servers.size()];
        this.until = new long[servers.size()];
        this.intervalEnd = now + config.intervalMs() * 1_000_000;
    }

    /** A server's ejections go on as before a reload. */
    void follow(int i, OutlierEjection before, int was) {
        times[i] = before.times[was];
        until[i] = before.until[was];
    }

    /** Looks at the servers; tells what changed. */
    void sweep(long now, Tally[] tallies, Consumer<String> events) {
        for (int i = 0; i < servers.size(); i++) {
            ServerState state = servers.get(i).state();
            if (state.barred(Bar.EJECTED) && now - until[i] >= 0) {
                state.forgetConsecutive5xx();
                state.bar(Bar.EJECTED, false);
                events.accept(name(i) + " is back after its ejection");
            }
            int inRow = state.consecutive5xx();
            if (config.consecutive5xx() > 0 && inRow >= config.consecutive5xx()) {
                eject(i, now, inRow + " answers with 5xx in a row", events);
            }
        }
        if (now - intervalEnd >= 0) {
            intervalEnd = now + config.intervalMs() * 1_000_000;
            compare(now, tallies, events);
        }
    }

    private void compare(long now, Tally[] tallies, Consumer<String> events) {
        int n = servers.size();
        double[] rates = new double[n];
        double sum = 0;
        int compared = 0;
        for (int i = 0; i < n; i++) {
            Tally interval = tallies[i].since(atInterval[i]);
            atInterval[i] = tallies[i];
            rates[i] = -1;
            if (interval.requests() >= config.minRequests()) {
                rates[i] = (double) interval.successes() / interval.requests();
                sum += rates[i];
                compared++;
            }
            if (times[i] > 0 && !servers.get(i).state().barred(Bar.EJECTED)) {
                times[i]--;
            }
        }
        if (compared < config.minServers() || config.deviationsPercent() == 0) {
            return;
        }
        double mean = sum / compared;
        double squares = 0;
        for (double rate : rates) {
            squares += rate < 0 ? 0 : (rate - mean) * (rate - mean);
        }
        double bound = mean - config.deviationsPercent() / 100.0 * Math.sqrt(squares / compared);
        for (int i = 0; i < n; i++) {
            if (rates[i] >= 0 && rates[i] < bound) {
                eject(
                        i,
                        now,
                        "success rate " + percent(rates[i]) + ", others " + percent(mean) + " on average",
                        events);
            }
        }
    }

    private void eject(int i, long now, String why, Consumer<String> events) {
        ServerState state = servers.get(i).state();
        if (state.barred(Bar.EJECTED) || !mayEjectOneMore()) {
            return;
        }
        times[i]++;
        long outMs = Math.min(config.maxEjectionMs(), config.ejectionMs() * times[i]);
        until[i] = now + outMs * 1_000_000;
        state.bar(Bar.EJECTED, true);
        events.accept(name(i) + " is ejected for " + outMs + " ms: " + why);
    }

    private boolean mayEjectOneMore() {
        int out = 0;
        for (Server server : servers) {
            out += server.state().barred(Bar.EJECTED) ? 1 : 0;
        }
        int allowed = Math.max(1, servers.size() * config.maxEjectedPercent() / 100);
        // With a single server an ejection would be an outage.
        return servers.size() > 1 && config.maxEjectedPercent() > 0 && out < allowed;
    }

    private String name(int i) {
        return "server " + servers.get(i).upstream() + "/" + servers.get(i).name();
    }

    private static String percent(double rate) {
        return Math.round(rate * 100) + " %";
    }
}
