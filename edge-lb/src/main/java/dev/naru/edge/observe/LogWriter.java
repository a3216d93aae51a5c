package dev.naru.edge.observe;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the access log. It polls the rings, so that no event loop ever wakes or waits for it. A file that was renamed or deleted, as logrotate
 * does, is opened anew within a second.
 */
public final class LogWriter implements AutoCloseable {
    private static final long POLL_NANOS = 50_000_000;
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final long CLOSE_WAIT_MS = 2_000;

    private final @Nullable Path file;
    private final List<LogRing> rings = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private OutputStream out;
    private @Nullable Object fileKey;
    private long lookedAt = System.nanoTime();
    private volatile boolean closing;

    /** @param file the file to append to; null for standard output, which stays open when this is closed */
    public LogWriter(@Nullable Path file) {
        this.file = file;
        try {
            out = file == null ? new FileOutputStream(java.io.FileDescriptor.out) : open(file);
            fileKey = file == null ? null : keyOf(file);
        } catch (IOException e) {
            throw new UncheckedIOException("accessLog.file: cannot open " + file, e);
        }
        thread = Thread.ofPlatform().name("access-log").daemon().start(this::run);
    }

    private static OutputStream open(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return new FileOutputStream(file.toFile(), true);
    }

    /** What tells a file from another one that has its name now: device and inode. Null where there is no such file, or no such thing. */
    private static @Nullable Object keyOf(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // renamed or deleted
        }
    }

    /** A ring for one event loop. */
    public LogRing newRing() {
        LogRing ring = new LogRing();
        rings.add(ring);
        return ring;
    }

    /** Lines lost on all rings. */
    public long dropped() {
        return rings.stream().mapToLong(LogRing::dropped).sum();
    }

    private void run() {
        while (true) {
            boolean last = closing;
            boolean any = false;
            for (LogRing ring : rings) {
                any |= drain(ring);
            }
            if (last) {
                return;
            }
            reopenIfMoved();
            if (!any) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private boolean drain(LogRing ring) {
        try {
            return ring.drainTo(out);
        } catch (IOException e) {
            EventLog.say("access log: cannot write" + (file == null ? "" : " " + file) + ": " + e.getMessage());
            LockSupport.parkNanos(1_000_000_000L);
            return false;
        }
    }

    private void reopenIfMoved() {
        Path path = file;
        long now = System.nanoTime();
        if (path == null || now - lookedAt < LOOK_NANOS) {
            return;
        }
        lookedAt = now;
        if (Objects.equals(keyOf(path), fileKey)) {
            return;
        }
        try {
            OutputStream next = open(path);
            OutputStream before = out;
            out = next;
            fileKey = keyOf(path);
            before.close();
        } catch (IOException e) {
            EventLog.say("access log: cannot open " + path + " anew, the old one is written on: " + e.getMessage());
        }
    }

    /** Writes what was published and stops. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_WAIT_MS);
            if (file != null) {
                out.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            EventLog.say("access log: cannot close " + file + ": " + e.getMessage());
        }
    }
}
