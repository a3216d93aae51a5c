package dev.naru.bench.faults;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What each proxy answers before it is measured, so that a fault meets it in its stride: the same requests for all. A proxy that is started by a
 * fault itself gets none, since a start in the middle of the load is then what is looked at.
 */
final class WarmUp {
    static final int REQUESTS = 4_000;
    static final int MAX_SECONDS = 15;

    private static final int CLIENTS = 8;
    /** Under the rate limit of all three. */
    private static final int PER_SECOND = 1_500;

    private final InetSocketAddress plain;
    private final InetSocketAddress secure;
    private final long start = System.nanoTime();
    private final long deadline = start + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private WarmUp(InetSocketAddress plain, InetSocketAddress secure) {
        this.plain = plain;
        this.secure = secure;
    }

    /** Sends them, and returns how many were not answered well. */
    static int of(Scene scene) throws InterruptedException {
        WarmUp warmUp = new WarmUp(scene.plain(), scene.secure());
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().daemon().name("warm-up-" + i).start(warmUp::run));
        }
        for (Thread client : clients) {
            client.join();
        }
        return warmUp.failed.get();
    }

    /** The mix of {@link SteadyLoad}. */
    private void run() {
        try (Client kept = new Client(plain, false)) {
            for (int n = sent.incrementAndGet();
                    n <= REQUESTS && System.nanoTime() < deadline;
                    n = sent.incrementAndGet()) {
                long due = start + n * 1_000_000_000L / PER_SECOND;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                if (send(kept, "w" + n, n % 10) != Client.Ending.OK) {
                    failed.incrementAndGet();
                }
            }
        }
    }

    private Client.Ending send(Client kept, String id, int kind) {
        if (kind < 6) {
            return kept.get(id, false);
        }
        if (kind == 6) {
            return kept.post(id);
        }
        try (Client own = new Client(kind == 9 ? secure : plain, kind == 9)) {
            return own.get(id, true);
        }
    }
}
