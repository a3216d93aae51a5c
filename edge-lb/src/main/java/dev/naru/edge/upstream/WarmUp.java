package dev.naru.edge.upstream;

import dev.naru.edge.config.WarmUpConfig;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests to a server that has started, so that its caches, pools and compiled code are there before its first client is. */
final class WarmUp {
    private WarmUp() {}

    /** Makes the requests, blocking for {@code timeoutMs} at most; returns a sentence about it for the log. What they answer does not matter. */
    static String run(Server server, ProbeConnector connector, WarmUpConfig config) throws InterruptedException {
        long begin = System.nanoTime();
        long deadline = begin + TimeUnit.MILLISECONDS.toNanos(config.timeoutMs());
        AtomicInteger next = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < config.concurrency(); i++) {
                workers.execute(() -> work(server, connector, config, deadline, next, answered));
            }
            workers.shutdown();
            if (!workers.awaitTermination(config.timeoutMs() + 1000, TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        }
        return answered + " of " + config.requests() + " warm-up requests answered in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms";
    }

    private static void work(
            Server server,
            ProbeConnector connector,
            WarmUpConfig config,
            long deadline,
            AtomicInteger next,
            AtomicInteger answered) {
        int n = next.getAndIncrement();
        while (n < config.requests()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                Probe.status(
                        server, connector, config.paths().get(n % config.paths().size()), left);
                answered.incrementAndGet();
            } catch (IOException e) {
                // Counted by its absence from "answered"; the next one may do better.
            }
            n = next.getAndIncrement();
        }
    }
}
