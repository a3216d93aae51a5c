package dev.naru.bench.faults;

import dev.naru.bench.faults.Client.Ending;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send at a fixed rate, whatever comes back. A latency runs from the instant a request was due: what a stall holds up counts for all of it. Of ten requests
 * six are GETs on kept connections, two GETs on a new one, one a POST, one a GET over TLS on a new connection.
 */
final class SteadyLoad implements AutoCloseable {
    /** How one request ended; times on the clock of {@link System#nanoTime}. */
    record Sample(long due, long end, Ending ending, String problem) {
        double latencyMs() {
            return (end - due) / 1e6;
        }
    }

    /** Longer than any request may take, and its repetition. */
    private static final long JOIN_MS = 30_000;

    private final InetSocketAddress plain;
    private final InetSocketAddress secure;
    private final long pauseNanos;
    private final List<Thread> clients = new ArrayList<>();
    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicLong repeated = new AtomicLong();
    private final Map<String, Integer> problems = new ConcurrentHashMap<>();
    private volatile boolean ending;

    /**
     * Starts sending.
     *
     * @param perSecond requests per second of all clients together
     */
    SteadyLoad(InetSocketAddress plain, InetSocketAddress secure, int clientCount, int perSecond) {
        this.plain = plain;
        this.secure = secure;
        this.pauseNanos = 1_000_000_000L * clientCount / perSecond;
        long start = System.nanoTime();
        for (int i = 0; i < clientCount; i++) {
            long first = start + pauseNanos * i / clientCount;
            int number = i;
            // No virtual ones: on two cores, two that wait for a class to be initialised hold up all the others, the
            // one that initialises it among them.
            clients.add(Thread.ofPlatform().daemon().name("client-" + i).start(() -> run(first, number)));
        }
    }

    private void run(long first, int number) {
        try (Client kept = new Client(plain, false)) {
            long due = first;
            for (int n = number; !ending; n++) {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                    continueUntil(due);
                }
                if (ending) {
                    break;
                }
                send(kept, n % 10, due);
                due += pauseNanos;
            }
            repeated.addAndGet(kept.repeated());
        }
    }

    private void continueUntil(long due) {
        while (System.nanoTime() < due && !ending) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void send(Client kept, int kind, long due) {
        String id = "r" + ids.incrementAndGet();
        @Nullable Client own = kind < 7 ? null : new Client(kind == 9 ? secure : plain, kind == 9);
        Client client = own == null ? kept : own;
        Ending how = kind == 6 ? client.post(id) : client.get(id, own != null);
        samples.add(new Sample(due, System.nanoTime(), how, client.problem()));
        if (how != Ending.OK) {
            problems.merge(
                    (kind == 6 ? "POST, " : "GET, ") + text(how) + ": "
                            + client.problem().replaceAll("r[0-9]+", "r"),
                    1,
                    Integer::sum);
        }
    }

    private static String text(Ending how) {
        return switch (how) {
            case OK -> "right";
            case ERROR -> "error";
            case NONE -> "lost";
            case WRONG -> "wrong";
        };
    }

    /** All that have ended so far. */
    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** GETs that clients sent again, since their connection was closed before the answer. */
    long repeated() {
        return repeated.get();
    }

    /** What went wrong, and how often. */
    Map<String, Integer> problems() {
        return problems;
    }

    /** Stops sending, and waits until what is on its way has ended. */
    void finish() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join(JOIN_MS);
            if (client.isAlive()) {
                throw new IllegalStateException(client.getName() + " does not end");
            }
        }
    }

    /** Stops sending, and waits for nobody. */
    @Override
    public void close() {
        ending = true;
    }
}
