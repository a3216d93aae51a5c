package dev.naru.cluster.cron;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.ClusterOptions;
import dev.naru.cluster.Console;
import dev.naru.cluster.LaunchException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two origins, three runners with clocks that are wrong, and {@link Trouble}: in the end the gateway's ledger must hold each due period exactly once,
 * every accepted call must have ended, and no two owners may have worked at once. {@code infra/cluster/prove-cron --help}.
 */
public final class CronProof {
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(3);

    private final Cluster cluster;
    private final Console console;
    private final Shape shape;
    private final Sql sql;
    private final Subscriptions subscriptions;

    private CronProof(Cluster cluster, Console console, Shape shape, Sql sql) {
        this.cluster = cluster;
        this.console = console;
        this.shape = shape;
        this.sql = sql;
        this.subscriptions = new Subscriptions(cluster, sql);
    }

    /** What was seen. {@code violations} is empty when everything held. */
    public record Outcome(Map<String, Integer> trouble, List<String> facts, List<String> violations) {}

    /** {@code prove-cron}: prints the outcome; the exit status is 0 when everything held. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        try {
            Options options =
                    new Options(arguments, Set.of("repository", "data", "port", "seed", "seconds", "interval"));
            ClusterOptions cluster = options.cluster(".prove-cron", true);
            long seed = options.number("seed", 1);
            Outcome outcome =
                    run(cluster, Console.quiet(), seed, Duration.ofSeconds(options.number("seconds", 120)), (int)
                            options.number("interval", 5));
            System.out.println("\nseed " + seed);
            outcome.trouble().forEach((what, times) -> System.out.println("  trouble  " + times + " × " + what));
            outcome.facts().forEach(fact -> System.out.println("  seen     " + fact));
            outcome.violations().forEach(violation -> System.out.println("  BROKEN   " + violation));
            System.out.println(outcome.violations().isEmpty() ? "everything held" : "NOT everything held");
            System.exit(outcome.violations().isEmpty() ? 0 : 1);
        } catch (LaunchException e) {
            System.err.println("naru: " + e.getMessage());
            System.exit(2);
        }
    }

    /** Runs the proof on a cluster of its own, whose data is deleted first and left for a look afterwards. */
    public static Outcome run(ClusterOptions options, Console console, long seed, Duration trouble, int intervalS)
            throws InterruptedException, IOException {
        Shape shape = Shape.every(intervalS, options.repository());
        try (Cluster cluster = Cluster.open(options, true, console)) {
            Thread hook = new Thread(cluster::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            cluster.start(shape::of);
            try (Sql sql = new Sql(cluster)) {
                return new CronProof(cluster, console, shape, sql).run(seed, trouble);
            }
        }
    }

    private Outcome run(long seed, Duration howLong) throws InterruptedException, IOException {
        console.say("seed " + seed + ", " + howLong.toSeconds() + " s of trouble; clocks "
                + (shape.clocks().isPresent()
                        ? "of both origins and two runners wrong by " + Shape.SKEW_S + " s"
                        : "wrong by " + Shape.SKEW_S + " s for direct calls only: there is no C compiler (cc)"));
        Random random = new Random(seed);
        Trouble trouble = new Trouble(cluster, console, random, shape, subscriptions, sql);
        subscriptions.due(40, 2, "bill-demo-1");
        trouble.make(howLong);
        console.say("trouble is over; waiting for the rest to be charged");
        awaitSettled();
        List<String> facts = new ArrayList<>();
        List<String> violations = new ArrayList<>();
        facts.add("clocks wrong by ±" + Shape.SKEW_S + " s: "
                + (shape.clocks().isPresent() ? "origin-a, origin-b, cron-b, cron-c, direct calls" : "direct calls"));
        charges(facts, violations);
        runs(trouble.taken(), facts, violations);
        owners(facts, violations);
        return new Outcome(trouble.counts(), facts, violations);
    }

    private void awaitSettled() throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline && (subscriptions.open() > 0 || active() > 0)) {
            Thread.sleep(200);
        }
    }

    private long active() {
        return sql.number(
                "SELECT count(*) FROM job_runs WHERE job = 'auto_payment' AND status IN ('QUEUED', 'RUNNING')");
    }

    /** Every due period once, by the gateway's own ledger, and nothing else. */
    private void charges(List<String> facts, List<String> violations) throws IOException, InterruptedException {
        Set<String> expected = new TreeSet<>(subscriptions.expected());
        Map<String, List<String>> taken = subscriptions.taken();
        taken.forEach((period, orders) -> {
            if (orders.size() > 1) {
                violations.add("period " + period + " was charged " + orders.size() + " times: " + orders);
            }
        });
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(taken.keySet());
        if (!missing.isEmpty()) {
            violations.add(missing.size() + " due periods are not in the gateway's ledger: " + missing);
        }
        Set<String> surplus = new TreeSet<>(taken.keySet());
        surplus.removeAll(expected);
        if (!surplus.isEmpty()) {
            violations.add("charged though not due: " + surplus);
        }
        Set<String> paid = new HashSet<>(
                sql.column("SELECT subscription_id || '/' || cycle_no FROM billing_cycles WHERE status = 'PAID'"));
        if (!paid.equals(taken.keySet())) {
            violations.add("the shop says that " + paid.size() + " periods are paid, the gateway " + taken.size());
        }
        long calls = sql.number("SELECT coalesce(sum(calls), 0) FROM billing_attempts");
        facts.add(expected.size() + " due periods, each once in the gateway's ledger; asked for " + calls
                + " times in all, the repeats under the same order id");
    }

    /** Whoever was told 202 finds the run ended, and the runs that ran stand for every scheduled instant. */
    private void runs(Map<String, String> taken, List<String> facts, List<String> violations) {
        Set<String> ended = new HashSet<>(
                sql.column("SELECT run_key FROM job_runs WHERE job = 'auto_payment' AND finished_at IS NOT NULL"));
        taken.keySet().stream()
                .filter(key -> !ended.contains(key))
                .forEach(key -> violations.add("a call was accepted, and its run " + key + " has not ended"));
        List<String> unwell = sql.column(
                "SELECT run_key || ' ' || status || ' ' || coalesce(note, '') FROM job_runs WHERE job = 'auto_payment'"
                        + " AND status NOT LIKE 'SKIPPED%' AND status <> 'SUCCEEDED'");
        if (!unwell.isEmpty()) {
            violations.add("runs that did not succeed: " + unwell);
        }
        long covered = sql.number(
                "SELECT coalesce(sum(covers), 0) FROM job_runs WHERE job = 'auto_payment' AND status NOT LIKE 'SKIPPED%'");
        long instants = sql.number("""
                SELECT coalesce(extract(epoch FROM max(scheduled_at) - min(scheduled_at))::bigint / ? + 1, 0) FROM job_runs
                 WHERE job = 'auto_payment' AND status NOT LIKE 'SKIPPED%'
                """, (long) shape.intervalS());
        if (covered != instants) {
            violations.add(instants + " scheduled instants, but runs stand for " + covered);
        }
        facts.add(instants + " scheduled instants, " + ended.size() + " rows of runs, takeovers "
                + sql.number("SELECT coalesce(sum(takeovers), 0) FROM job_runs WHERE job = 'auto_payment'") + ": "
                + sql.column(
                        "SELECT status || ' ' || count(*) FROM job_runs WHERE job = 'auto_payment' GROUP BY status"));
    }

    /** Runs do not overlap, and what one owner committed ends before what the next one did. */
    private void owners(List<String> facts, List<String> violations) {
        List<String> overlaps = sql.column("""
                SELECT a.run_key || ' and ' || b.run_key FROM job_runs a JOIN job_runs b
                    ON a.job = b.job AND a.run_id <> b.run_id AND a.started_at <= b.started_at AND b.started_at < a.finished_at
                 WHERE a.job = 'auto_payment'
                """);
        if (!overlaps.isEmpty()) {
            violations.add("runs at the same time: " + overlaps);
        }
        List<String> late = sql.column("""
                WITH owner AS (SELECT claim_token AS token, min(updated_at) AS first, max(updated_at) AS last
                                 FROM billing_cycles WHERE claim_token IS NOT NULL GROUP BY claim_token)
                SELECT a.token || ' committed after ' || b.token FROM owner a JOIN owner b ON a.token < b.token AND a.last > b.first
                """);
        if (!late.isEmpty()) {
            violations.add("an owner committed after its successor: " + late);
        }
        facts.add(sql.number("SELECT token FROM job_leases WHERE job = 'auto_payment'")
                + " leases one after the other; no commit of an owner after its successor's first");
    }
}
