package dev.naru.edge.observe;

import java.util.concurrent.atomic.AtomicLong;

/** How often the configuration was read again, and when last. Thread-safe. */
public final class ReloadStats {
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile long loadedAtSeconds = System.currentTimeMillis() / 1000;

    /** A new configuration serves. */
    public void succeeded() {
        loadedAtSeconds = System.currentTimeMillis() / 1000;
        succeeded.incrementAndGet();
    }

    /** A file was refused; what was there serves on. */
    public void refused() {
        refused.incrementAndGet();
    }

    public long succeededCount() {
        return succeeded.get();
    }

    public long refusedCount() {
        return refused.get();
    }

    void expose(Exposition out) {
        out.counter("edge_config_reloads", "Times that the configuration was read again, by result.")
                .value(Exposition.labels("result", "ok"), succeeded.get())
                .value(Exposition.labels("result", "refused"), refused.get());
        out.gauge(
                        "edge_config_loaded_timestamp_seconds",
                        "When the configuration that serves was loaded, in seconds since 1970.")
                .value("", loadedAtSeconds);
    }
}
