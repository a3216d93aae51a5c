package dev.naru.edge.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the configuration file changed: written in place, renamed over (as editors do), or a link swapped under it (as Kubernetes does). Asks the file system for its
 * time, size and identity once a second, which works on every kind of mount, and takes a change when two looks in a row saw the same, so that no file is read half. A file
 * that is gone for the moment is waited for.
 */
final class ConfigWatcher implements AutoCloseable {
    static final long POLL_MS = 1_000;

    private final Path file;
    private final Runnable changed;
    private final long pollMs;
    private final Thread thread;
    private @Nullable Seen taken;
    private @Nullable Seen last;

    private record Seen(FileTime time, long size, @Nullable Object identity) {}

    private ConfigWatcher(Path file, long pollMs, Runnable changed) {
        this.file = file;
        this.pollMs = pollMs;
        this.changed = changed;
        taken = look(file);
        last = taken;
        thread = Thread.ofVirtual().name("edge-config").unstarted(this::run);
    }

    /**
     * Starts watching.
     *
     * @param pollMs from one look to the next
     * @param changed called once for each change, on a thread of the watcher's
     */
    static ConfigWatcher start(Path file, long pollMs, Runnable changed) {
        ConfigWatcher watcher = new ConfigWatcher(file, pollMs, changed);
        watcher.thread.start();
        return watcher;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(pollMs);
                Seen now = look(file);
                boolean settled = now != null && now.equals(last);
                last = now;
                if (settled && !Objects.equals(now, taken)) {
                    taken = now;
                    changed.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() ends it
        }
    }

    private static @Nullable Seen look(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null; // between two renames
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
