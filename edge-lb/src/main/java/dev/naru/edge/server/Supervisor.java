package dev.naru.edge.server;

import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.observe.ServerStats;
import dev.naru.edge.policy.Tally;
import dev.naru.edge.policy.UpstreamPolicies;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs the policies of all upstreams on a thread of its own, with the counters of all loops added up; and says now and then what came to the wrong host. */
final class Supervisor implements AutoCloseable {
    /** From one line about misdirected requests to the next. */
    private static final long MISDIRECTED_SECONDS = 60;

    private static final long WAIT_SECONDS = 5;

    private final List<LoopStats> loops;
    private final Consumer<String> events;
    private volatile List<Watched> watched = List.of();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("edge-supervisor").factory());
    private long misdirected;

    private record Watched(Upstream upstream, UpstreamPolicies policies, List<List<ServerStats>> servers) {}

    /** @param loops whose servers are there already */
    Supervisor(List<Upstream> upstreams, List<LoopStats> loops, MachineWatch machine, Consumer<String> events) {
        this.loops = loops;
        this.events = events;
        replace(upstreams);
        thread.scheduleWithFixedDelay(
                this::sweep, UpstreamPolicies.SWEEP_MS, UpstreamPolicies.SWEEP_MS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(machine, 0, MachineWatch.PERIOD_MS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::sayMisdirected, MISDIRECTED_SECONDS, MISDIRECTED_SECONDS, TimeUnit.SECONDS);
    }

    /** Judges these upstreams from now on; what was found of servers that stay is kept. Waits for a sweep that is running. */
    void follow(List<Upstream> upstreams) {
        try {
            thread.submit(() -> replace(upstreams)).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            events.accept("fault: supervising other upstreams: " + e);
        }
    }

    private void replace(List<Upstream> upstreams) {
        long now = System.nanoTime();
        List<Watched> next = new ArrayList<>();
        for (Upstream upstream : upstreams) {
            List<List<ServerStats>> servers = new ArrayList<>();
            for (Server server : upstream.servers()) {
                servers.add(loops.stream()
                        .map(loop -> loop.server(server.upstream(), server.group(), server.name()))
                        .toList());
            }
            next.add(new Watched(upstream, policies(upstream, now, tallies(servers)), servers));
        }
        watched = List.copyOf(next);
    }

    private UpstreamPolicies policies(Upstream upstream, long now, Tally[] tallies) {
        for (Watched before : watched) {
            if (before.upstream().state() == upstream.state()) {
                return before.upstream().equals(upstream)
                        ? before.policies()
                        : before.policies().follow(upstream, now, tallies);
            }
        }
        return new UpstreamPolicies(upstream, now, tallies, events);
    }

    private void sweep() {
        for (Watched upstream : watched) {
            try {
                upstream.policies().sweep(System.nanoTime(), tallies(upstream.servers()));
            } catch (RuntimeException e) {
                events.accept("fault: supervising an upstream: " + e); // the next sweep may do better
            }
        }
    }

    private static Tally[] tallies(List<List<ServerStats>> servers) {
        Tally[] tallies = new Tally[servers.size()];
        for (int i = 0; i < tallies.length; i++) {
            long answers = 0;
            long errors5xx = 0;
            long failures = 0;
            long waited = 0;
            for (ServerStats loop : servers.get(i)) {
                answers += loop.answers();
                errors5xx += loop.errors5xx();
                failures += loop.failures();
                waited += loop.waitedNanos();
            }
            tallies[i] = new Tally(answers, errors5xx, failures, waited);
        }
        return tallies;
    }

    private void sayMisdirected() {
        long all = 0;
        String where = "";
        for (LoopStats loop : loops) {
            for (RouteStats route : loop.routes()) {
                all += route.misdirectedCount();
                where = route.misdirectedCount() > 0 ? route.label() : where;
            }
        }
        if (all > misdirected) {
            events.accept((all - misdirected) + " requests came to the wrong host within " + MISDIRECTED_SECONDS
                    + " s, for example to " + where + ": see edge_misdirected_requests_total");
            misdirected = all;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
