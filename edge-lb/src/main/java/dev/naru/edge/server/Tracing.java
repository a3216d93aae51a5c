package dev.naru.edge.server;

import dev.naru.edge.config.TracingConfig;
import dev.naru.edge.observe.SpanExporter;
import dev.naru.edge.observe.SpanStats;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The spans of the edge: one exporter while there is a configuration for it, another one when that changes. Changes are made one after the other by their caller. */
final class Tracing implements AutoCloseable {
    private final Loops loops;
    private final SpanStats stats = new SpanStats();
    private @Nullable TracingConfig config;
    private @Nullable SpanExporter exporter;

    Tracing(Loops loops) {
        this.loops = loops;
    }

    /** Traces as a configuration says; spans that wait are sent first to where they were meant to go. */
    void follow(@Nullable TracingConfig next) {
        if (Objects.equals(config, next)) {
            return;
        }
        SpanExporter before = exporter;
        config = next;
        exporter = next == null ? null : new SpanExporter(next, Main.version(), stats);
        loops.trace(exporter);
        if (before != null) {
            before.close();
        }
    }

    SpanStats stats() {
        return stats;
    }

    /** Sends what is left; after the loops have ended. */
    @Override
    public void close() {
        SpanExporter its = exporter;
        if (its != null) {
            its.close();
        }
    }
}
