package dev.naru.cluster.cron;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.Console;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong, chosen by a seed: calls again and again, late and with wrong clocks; kill -9 of the replica that works, and of runners; a replica
 * that sleeps through the end of its lease and wakes up (as in a long garbage collection, or a machine that was suspended).
 */
final class Trouble {
    private static final List<String> RUNNERS = List.of("cron", "cron-b", "cron-c");
    private static final List<String> CARDS =
            List.of("bill-demo-1", "bill-demo-2", "bill-demo-answer-lost", "bill-demo-declined");
    /** More deaths of one process within a minute, and its launcher would leave it down. */
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(14);

    private final Cluster cluster;
    private final Console console;
    private final Random random;
    private final Shape shape;
    private final Calls calls;
    private final Subscriptions subscriptions;
    private final Sql sql;
    private final Map<String, Instant> lastKill = new TreeMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    Trouble(Cluster cluster, Console console, Random random, Shape shape, Subscriptions subscriptions, Sql sql) {
        this.cluster = cluster;
        this.console = console;
        this.random = random;
        this.shape = shape;
        this.calls = new Calls(cluster);
        this.subscriptions = subscriptions;
        this.sql = sql;
    }

    /** Makes trouble until the time is over; everything is awake and wanted when it returns. */
    void make(Duration howLong) throws InterruptedException, IOException {
        long end = System.nanoTime() + howLong.toNanos();
        while (System.nanoTime() < end) {
            int dice = random.nextInt(100);
            if (dice < 25) {
                String card = CARDS.get(random.nextInt(CARDS.size()));
                int months = 1 + random.nextInt(3);
                int members = 10 + random.nextInt(40);
                subscriptions.due(members, months, card);
                count("members with periods that fell due", members);
            } else if (dice < 70) {
                callAgain();
            } else if (dice < 85) {
                killTheWorker();
            } else if (dice < 93) {
                kill(RUNNERS.get(random.nextInt(RUNNERS.size())), "kill -9 of a runner");
            } else {
                suspendTheWorker();
            }
            Thread.sleep(100 + random.nextInt(700));
        }
    }

    /** How often each trouble happened. */
    Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** By run key: an answer 202 that a caller was given. */
    Map<String, String> taken() {
        return new TreeMap<>(taken);
    }

    private void callAgain() throws InterruptedException {
        long step = shape.intervalS();
        long nowStep = Instant.now().getEpochSecond() / step;
        // Half of them of this moment, which all runners call too; the others up to ten minutes late.
        long late = random.nextBoolean() ? 0 : random.nextInt((int) (600 / step));
        Instant at = Instant.ofEpochSecond((nowStep - late) * step);
        int times = 1 + random.nextInt(6);
        Thread[] callers = new Thread[times];
        for (int i = 0; i < times; i++) {
            int door = random.nextInt(calls.doors());
            Duration skew = Duration.ofSeconds(random.nextInt(2 * Shape.SKEW_S + 1) - Shape.SKEW_S);
            // A fast clock also names an instant that is yet to come.
            Instant named = late == 0 ? at.plusSeconds(Math.max(0, skew.toSeconds()) / step * step) : at;
            callers[i] = Thread.ofVirtual().start(() -> call(door, named, skew));
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void call(int door, Instant at, Duration skew) {
        String answer = calls.call(door, at, skew);
        if (answer.startsWith("HTTP/1.1 202")) {
            int key = answer.indexOf("\"runKey\":\"") + 10;
            taken.put(answer.substring(key, answer.indexOf('"', key)), answer);
            count(answer.contains("\"duplicate\":true") ? "calls that were duplicates" : "calls that made a row", 1);
        } else if (answer.isEmpty() || answer.startsWith("HTTP/1.1 5")) {
            count("calls without an answer, or 5xx, while a replica was down", 1);
        } else {
            count("calls refused: " + answer.lines().findFirst().orElse(""), 1);
        }
    }

    private String worker() {
        String owner =
                sql.column("SELECT owner FROM job_leases WHERE job = 'auto_payment' AND expires_at > now()").stream()
                        .findFirst()
                        .orElse("null");
        return owner.startsWith("origin-a") ? "origin-a" : owner.startsWith("origin-b") ? "origin-b" : "";
    }

    private void killTheWorker() throws InterruptedException {
        String worker = worker();
        if (!worker.isEmpty()) {
            kill(worker, "kill -9 of the replica that worked");
        }
    }

    private void kill(String process, String what) throws InterruptedException {
        Instant before = lastKill.getOrDefault(process, Instant.EPOCH);
        if (before.plus(BETWEEN_KILLS).isAfter(Instant.now())) {
            return;
        }
        lastKill.put(process, Instant.now());
        console.say("trouble: " + what + ": " + process);
        count(what, 1);
        cluster.kill(process);
    }

    private void suspendTheWorker() throws InterruptedException, IOException {
        String worker = worker();
        var handle = worker.isEmpty() ? null : cluster.process(worker).handle().orElse(null);
        if (handle == null) {
            return;
        }
        console.say("trouble: " + worker + " sleeps through the end of its lease");
        count("replica asleep beyond its lease while it worked", 1);
        signal("STOP", handle.pid());
        try {
            Thread.sleep((Shape.LEASE_S + 1) * 1000L + random.nextInt(2000));
        } finally {
            signal("CONT", handle.pid());
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, Long.toString(pid)).start().waitFor(5, TimeUnit.SECONDS);
    }

    private void count(String what, int more) {
        counts.merge(what, more, Integer::sum);
    }
}
