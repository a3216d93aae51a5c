package dev.naru.cluster.proof;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.ClusterOptions;
import dev.naru.cluster.Console;
import dev.naru.cluster.LaunchException;
import dev.naru.cluster.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The whole shop with the clocks of payment turned fast (a lease of 5 s, not 60), each origin replica on wires of its own, and no
 * restart but by this test.
 */
final class ProvingCluster implements AutoCloseable {
    static final List<String> ORIGINS = List.of("origin-a", "origin-b");

    private static final int START_TRIES = 20;
    private static final long START_PAUSE_MS = 250;

    /** Together they are the time after which nothing may be open any more: the bound that the run is held to. */
    private static final Map<String, String> FAST_ORIGIN = Map.of(
            "NARU_PG_LEASE", "5s",
            "NARU_PG_APPROVE_TIMEOUT", "2s",
            "NARU_PG_INQUIRE_TIMEOUT", "1s",
            "NARU_PG_DUPLICATE_WAIT", "2s",
            "NARU_PG_APPROVAL_WINDOW", "20s",
            "NARU_PG_RESOLVE_BACKOFF", "500ms",
            "NARU_PG_SWEEP_EVERY", "1s",
            "NARU_ORDERS_PAY_WITHIN", "25s");

    private static final Map<String, String> FAST_GATEWAY = Map.of(
            "NARU_CONFIRM_WINDOW", "20s",
            "NARU_HANG", "4s",
            "NARU_DEPOSIT_AFTER", "3s",
            "NARU_MAX_PAYMENTS", "1000000",
            "NARU_WEBHOOK_TIME_SCALE", "600",
            "NARU_WEBHOOK_MAX_PENDING", "100000",
            "NARU_PLANT_MISMATCH", "false");

    private final Cluster cluster;
    private final Map<String, Trap> traps = new HashMap<>();
    private final List<Relay> relays;
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    ProvingCluster(Path repository, Path data, Path programs) throws IOException {
        Map<String, Map<String, String>> settings = new HashMap<>();
        settings.put("pg-sim", FAST_GATEWAY);
        List<Relay> made = new java.util.ArrayList<>();
        for (String origin : ORIGINS) {
            Trap trap = new Trap();
            traps.put(origin, trap);
            Relay gateway = new Relay(() -> port(Ports.Purpose.PG), trap::gateway);
            Relay database = new Relay(() -> port(Ports.Purpose.POSTGRES), trap::database);
            made.addAll(List.of(gateway, database));
            Map<String, String> own = new HashMap<>(FAST_ORIGIN);
            own.put("NARU_PG_TOSS_URL", "http://127.0.0.1:" + gateway.port());
            own.put("NARU_PG_NICE_URL", "http://127.0.0.1:" + gateway.port() + "/nice");
            // Every statement as text, so that the wire shows which transaction it is.
            own.put(
                    "QUARKUS_DATASOURCE_JDBC_URL",
                    "jdbc:postgresql://127.0.0.1:" + database.port() + "/naru?prepareThreshold=0");
            settings.put(origin, own);
        }
        relays = List.copyOf(made);
        cluster = Cluster.open(
                new ClusterOptions(
                        repository, data, programs, notice -> Ports.free(), false, Optional.empty(), settings),
                true,
                new Console(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()), false, false));
        try {
            cluster.start();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    Cluster cluster() {
        return cluster;
    }

    int port(Ports.Purpose purpose) {
        return cluster.ports().of(purpose);
    }

    Trap trap(String origin) {
        Trap trap = traps.get(origin);
        if (trap == null) {
            throw new IllegalArgumentException(origin + " has no trap");
        }
        return trap;
    }

    /** As {@code kill -9} does. PostgreSQL's children go with it, as they would with its container. */
    void kill(String name) throws InterruptedException {
        List<ProcessHandle> children = cluster.process(name).handle().stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
        paused.remove(name);
        cluster.kill(name);
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Starts it, however often that takes: a killed PostgreSQL may need its children to be gone first. */
    void revive(String name) throws InterruptedException {
        for (int i = 1; ; i++) {
            try {
                cluster.start(name);
                return;
            } catch (LaunchException e) {
                if (i == START_TRIES) {
                    throw e;
                }
                Thread.sleep(START_PAUSE_MS);
            }
        }
    }

    void pause(String name) throws InterruptedException {
        paused.add(name);
        signal(name, "STOP");
    }

    void resume(String name) throws InterruptedException {
        if (paused.remove(name)) {
            signal(name, "CONT");
        }
    }

    /** Everything runs again; returns when it is ready. */
    void heal() throws InterruptedException {
        for (String name : cluster.names()) {
            resume(name);
        }
        for (String name : cluster.names()) {
            revive(name);
        }
    }

    private void signal(String name, String signal) throws InterruptedException {
        ProcessHandle process = cluster.process(name).handle().orElse(null);
        if (process == null) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("cannot run kill", e);
        }
    }

    @Override
    public void close() {
        for (Relay relay : relays) {
            try {
                relay.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        cluster.close();
    }
}
