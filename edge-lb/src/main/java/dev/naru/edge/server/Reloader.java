package dev.naru.edge.server;

import dev.naru.edge.admin.ReloadReport;
import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.config.ConfigWarning;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.observe.ReloadStats;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.upstream.Change;
import dev.naru.edge.upstream.ControlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the configuration file current again: read whole, compiled, bound, and only then swapped on every loop. What can fail does so before the swap, and then nothing has
 * changed. Thread-safe.
 */
final class Reloader {
    private static final int HASH_DIGITS = 12;

    private final @Nullable Path file;
    private final Target target;
    private final Consumer<Change> audit;
    private final Consumer<String> events;
    private final ReloadStats counted = new ReloadStats();
    private volatile Status status;

    /** What the running edge does in a reload. */
    interface Target {
        Live live();

        /** Compiles a configuration; what runs is not touched. */
        Snapshot compile(EdgeConfig config) throws CertificateException;

        /**
         * Makes it current.
         *
         * @return warnings
         * @throws IOException when an address or a file cannot be had; then nothing has changed
         */
        List<String> replace(Snapshot next, Topology topology) throws IOException;
    }

    /**
     * What became of reloads so far.
     *
     * @param hash of the file that is served; null without a file
     * @param error why the last one was refused; null when it was not
     */
    record Status(
            @Nullable String hash,
            long reloads,
            @Nullable Instant at,
            @Nullable String error) {}

    /** @param file null when the edge was started without one: then every reload is refused */
    Reloader(@Nullable Path file, Target target, Consumer<Change> audit, Consumer<String> events) {
        this.file = file;
        this.target = target;
        this.audit = audit;
        this.events = events;
        this.status = new Status(file == null ? null : hash(file), 0, null, null);
    }

    @Nullable
    Path file() {
        return file;
    }

    /** How often, for the metrics. */
    ReloadStats counted() {
        return counted;
    }

    Status status() {
        return status;
    }

    /** Reloads, or says why not. */
    ReloadReport reload(String who) {
        Live live = target.live();
        live.changing.lock();
        try {
            Status before = status;
            String hash = file == null ? null : hash(file);
            ReloadReport report = reload();
            if (report.taken()) {
                counted.succeeded();
                events.accept("configuration " + text(hash) + " is served, reloaded by " + who);
                status = new Status(hash, before.reloads + 1, Instant.now(), null);
                audit.accept(new Change(who, "configuration", text(before.hash), text(hash)));
            } else {
                counted.refused();
                status = new Status(
                        before.hash, before.reloads, before.at, report.errors().getFirst());
                audit.accept(new Change(
                        who,
                        "configuration refused: " + report.errors().getFirst(),
                        text(before.hash),
                        text(before.hash)));
            }
            report.warnings().forEach(warning -> events.accept("warning: " + warning));
            report.errors().forEach(error -> events.accept("reload refused: " + error));
            return report;
        } finally {
            live.changing.unlock();
        }
    }

    private ReloadReport reload() {
        if (target.live().closed()) {
            return ReloadReport.refused("the edge is draining");
        }
        if (file == null) {
            return ReloadReport.refused("the edge was started without a file");
        }
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Refused refused ->
                new ReloadReport(
                        false, refused.errors().stream().map(Object::toString).toList(), List.of());
            case ConfigResult.Loaded loaded -> apply(loaded);
        };
    }

    private ReloadReport apply(ConfigResult.Loaded loaded) {
        try {
            Snapshot next = target.compile(loaded.config());
            Topology topology = target.live().prepare(next);
            List<String> warnings = new ArrayList<>();
            loaded.warnings().stream().map(ConfigWarning::toString).forEach(warnings::add);
            warnings.addAll(target.replace(next, topology));
            return new ReloadReport(true, List.of(), warnings);
        } catch (CertificateException e) {
            return ReloadReport.refused("certificate refused: " + e.getMessage());
        } catch (ControlException
                | IOException
                | UncheckedIOException
                | IllegalArgumentException
                | IllegalStateException e) {
            return ReloadReport.refused(String.valueOf(e.getMessage()));
        }
    }

    private static String text(@Nullable String hash) {
        return Objects.requireNonNullElse(hash, "");
    }

    private static String hash(Path file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (IOException e) {
            return ""; // the reader says why
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
