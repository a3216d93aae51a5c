package dev.naru.edge.observe;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The one thread that writes the access log. It polls the rings, so that no event loop ever wakes or waits for it. */
public final class LogWriter implements AutoCloseable {
    private static final long POLL_NANOS = 50_000_000;
    private static final long CLOSE_WAIT_MS = 2_000;

    private final OutputStream out;
    private final List<LogRing> rings = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    /** @param file the file to append to; null for standard output */
    public LogWriter(@Nullable Path file) {
        try {
            out = file == null ? new FileOutputStream(java.io.FileDescriptor.out) : open(file);
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
            if (!any) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private boolean drain(LogRing ring) {
        try {
            return ring.drainTo(out);
        } catch (IOException e) {
            System.err.println("edge-lb: access log: " + e.getMessage());
            LockSupport.parkNanos(1_000_000_000L);
            return false;
        }
    }

    /** Writes what was published and stops. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_WAIT_MS);
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("edge-lb: access log: " + e.getMessage());
        }
    }
}
