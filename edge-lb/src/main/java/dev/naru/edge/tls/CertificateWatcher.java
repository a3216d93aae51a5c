package dev.naru.edge.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Notices that certificate files changed, by their contents: time stamps are coarse, and links are swapped under them (Kubernetes, certbot). Reads on a thread of its own, a
 * few kilobytes at a time. A change is taken once two looks in a row saw the same, so that a file that is being written is not read half, nor a certificate without its new
 * key.
 */
public final class CertificateWatcher implements AutoCloseable {
    /** From one look to the next. */
    public static final long POLL_MS = 2_000;

    private static final Duration WARN_AGAIN = Duration.ofDays(1);

    private final List<Watched> all = new ArrayList<>();
    private final Consumer<String> events;
    private final long pollMs;
    private final Thread thread;
    private Instant nextWarning = Instant.MIN;

    private static final class Watched {
        final Reloadable subject;
        byte[] taken;
        byte[] last;

        Watched(Reloadable subject) {
            this.subject = subject;
            taken = contents(subject.files());
            last = taken;
        }
    }

    private CertificateWatcher(List<? extends Reloadable> subjects, long pollMs, Consumer<String> events) {
        subjects.forEach(subject -> all.add(new Watched(subject)));
        this.pollMs = pollMs;
        this.events = events;
        thread = Thread.ofPlatform().daemon().name("edge-certificates").unstarted(this::run);
    }

    /**
     * Starts watching.
     *
     * @param pollMs from one look to the next
     * @param events gets one line for each file that is taken or refused
     */
    public static CertificateWatcher start(List<? extends Reloadable> subjects, long pollMs, Consumer<String> events) {
        CertificateWatcher watcher = new CertificateWatcher(subjects, pollMs, events);
        watcher.thread.start();
        return watcher;
    }

    /** Watches these from now on; those that were watched before keep what was seen of them. */
    public synchronized void follow(List<? extends Reloadable> subjects) {
        List<Watched> next = new ArrayList<>();
        for (Reloadable subject : subjects) {
            next.add(all.stream()
                    .filter(watched -> watched.subject == subject)
                    .findFirst()
                    .orElseGet(() -> new Watched(subject)));
        }
        all.clear();
        all.addAll(next);
        nextWarning = Instant.MIN;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                warn();
                Thread.sleep(pollMs);
                look(false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() ends it
        }
    }

    /** At the start, after each reload, and once a day. */
    private synchronized void warn() {
        Instant now = Instant.now();
        if (now.isBefore(nextWarning)) {
            return;
        }
        nextWarning = now.plus(WARN_AGAIN);
        for (Watched watched : all) {
            watched.subject.warnings(now).forEach(warning -> events.accept("warning: " + warning));
        }
    }

    /** Takes every file that changed, now and without waiting for it to settle: for an operator who asks for a reload. Returns what was refused. */
    public List<String> reload() {
        return look(true);
    }

    private synchronized List<String> look(boolean now) {
        List<String> refused = new ArrayList<>();
        for (Watched watched : all) {
            byte[] contents = contents(watched.subject.files());
            boolean settled = now || Arrays.equals(contents, watched.last);
            watched.last = contents;
            if (!settled || Arrays.equals(contents, watched.taken)) {
                continue;
            }
            watched.taken = contents;
            List<String> problems = watched.subject.reload();
            nextWarning = Instant.MIN;
            problems.forEach(problem -> events.accept("certificate refused, the one before serves on: " + problem));
            if (problems.isEmpty()) {
                events.accept("certificates reloaded: " + watched.subject.files());
            }
            refused.addAll(problems);
        }
        return refused;
    }

    /** A digest of all files; one that cannot be read counts as its error, so that the reload names it. */
    private static byte[] contents(List<Path> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                try {
                    digest.update(Files.readAllBytes(file));
                } catch (IOException e) {
                    digest.update((byte) 0);
                }
                digest.update((byte) 1);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
