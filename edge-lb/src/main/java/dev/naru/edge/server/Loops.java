package dev.naru.edge.server;

import dev.naru.edge.observe.LogWriter;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.SpanExporter;
import dev.naru.edge.proxy.ConnectionView;
import dev.naru.edge.proxy.Faults;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.proxy.Topology;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The event loops as one: what is done on all of them, and waited for. */
final class Loops {
    /** A loop that does not answer for so long is left behind. */
    private static final long WAIT_MS = 5_000;

    private final List<LoopContext> all = new ArrayList<>();

    void add(LoopContext loop) {
        all.add(loop);
    }

    List<LoopContext> all() {
        return all;
    }

    /** The counters of each loop. */
    List<LoopStats> stats() {
        return all.stream().map(LoopContext::stats).toList();
    }

    /** Open client connections. */
    long open() {
        return all.stream().mapToLong(loop -> loop.stats().clientsOpen()).sum();
    }

    /** Makes a topology current on every loop; requests that arrive after this call meet it everywhere. */
    void install(Topology topology) {
        onEach("installing a configuration", loop -> loop.install(topology));
    }

    /** Has every loop log to another writer; whatever was logged before is with the writer before. */
    void log(Topology topology, LogWriter log) {
        onEach("changing the access log", loop -> loop.log(topology, log));
    }

    /** Has every loop make spans for another exporter, or none; whatever was handed over before is with the one before. */
    void trace(@Nullable SpanExporter exporter) {
        onEach("changing tracing", loop -> loop.trace(exporter));
    }

    /** The open client connections, at most so many; the oldest first. */
    List<ConnectionView> connections(int limit) {
        List<Future<List<ConnectionView>>> running = new ArrayList<>();
        for (LoopContext loop : all) {
            running.add(loop.eventLoop().submit(() -> loop.connections(limit)));
        }
        List<ConnectionView> views = new ArrayList<>();
        for (Future<List<ConnectionView>> one : running) {
            if (one.awaitUninterruptibly(WAIT_MS) && one.isSuccess()) {
                views.addAll(one.getNow());
            }
        }
        views.sort(Comparator.comparingLong(ConnectionView::openMs).reversed());
        return List.copyOf(views.subList(0, Math.min(limit, views.size())));
    }

    /** From when it returns, every answer ends its connection, on every loop. */
    void drain() {
        onEach("draining", LoopContext::drain);
    }

    private void onEach(String what, Consumer<LoopContext> action) {
        List<Future<?>> running = new ArrayList<>();
        for (LoopContext loop : all) {
            running.add(loop.eventLoop().submit(() -> action.accept(loop)));
        }
        for (Future<?> one : running) {
            if (!one.awaitUninterruptibly(WAIT_MS)) {
                Faults.note("fault: " + what + ": an event loop did not take it within " + WAIT_MS + " ms");
            } else if (!one.isSuccess()) {
                Faults.report(what, one.cause());
            }
        }
    }
}
