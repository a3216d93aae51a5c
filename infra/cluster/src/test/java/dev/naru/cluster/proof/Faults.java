package dev.naru.cluster.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Makes the faults of a seed happen, one after the other, until it is told to stop. */
final class Faults implements Runnable {
    private static final long TRAP_WAIT_MS = 3_000;

    private final ProvingCluster cluster;
    private final long seed;
    private final Consumer<String> log;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Thread> reviving = new HashMap<>();
    private int kills;

    Faults(ProvingCluster cluster, long seed, Consumer<String> log) {
        this.cluster = cluster;
        this.seed = seed;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            for (int n = 0; !stopped.get(); n++) {
                Fault fault = Fault.of(seed, n);
                boolean met = inject(fault);
                String where = fault.point() == null ? "" : met ? " met" : " not met there";
                log.accept("fault " + n + ": " + fault + where);
                count(fault, met);
                Thread.sleep(fault.gapMs());
            }
            for (Thread thread : reviving.values()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped.set(true);
    }

    synchronized int kills() {
        return kills;
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    private synchronized void count(Fault fault, boolean met) {
        boolean kill = fault.kind() == Fault.Kind.KILL || fault.kind() == Fault.Kind.KILL_DATABASE;
        if (kill) {
            kills++;
        }
        String victim = fault.kind() == Fault.Kind.KILL_DATABASE ? "postgres" : fault.target();
        String what = kill ? "KILL" : fault.kind().name();
        counts.merge(what + " " + victim, 1, Integer::sum);
        if (met && fault.point() != null) {
            counts.merge("at " + fault.point(), 1, Integer::sum);
        }
    }

    private boolean inject(Fault fault) throws InterruptedException {
        String victim = fault.kind() == Fault.Kind.KILL_DATABASE ? "postgres" : fault.target();
        awaitRevived(fault.target());
        awaitRevived(victim);
        boolean met = false;
        if (fault.point() != null) {
            met = cluster.trap(fault.target()).springs(fault.point(), TRAP_WAIT_MS, () -> strike(fault, victim));
        }
        if (!met) {
            strike(fault, victim);
        }
        Thread.sleep(fault.lastsMs());
        switch (fault.kind()) {
            // It takes its time to start, and meanwhile the next thing goes wrong.
            case KILL, KILL_DATABASE -> reviving.put(victim, Thread.ofVirtual().start(() -> revive(victim)));
            case PAUSE -> cluster.resume(victim);
            case CUT -> {
                // Nothing to mend: the next call opens another connection.
            }
        }
        return met;
    }

    private void revive(String victim) {
        try {
            cluster.revive(victim);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRevived(String name) throws InterruptedException {
        Thread thread = reviving.remove(name);
        if (thread != null) {
            thread.join();
        }
    }

    /** Whether what was under way may pass: a stopped process gets it when it goes on, a dead one does not. */
    private boolean strike(Fault fault, String victim) {
        try {
            switch (fault.kind()) {
                case KILL, KILL_DATABASE -> cluster.kill(victim);
                case PAUSE -> cluster.pause(victim);
                case CUT -> {
                    // The caller cuts.
                }
            }
            return fault.kind() == Fault.Kind.PAUSE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
