package dev.naru.cluster.payments;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.ClusterOptions;
import dev.naru.cluster.Console;
import dev.naru.cluster.LaunchException;
import dev.naru.cluster.Ports;
import dev.naru.cluster.ProcessSpec;
import dev.naru.cluster.cron.Options;
import dev.naru.cluster.cron.Sql;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Approvals a second of one origin, and where their time goes. {@code infra/bench/payments --help}. */
public final class PaymentBench {
    private final Options options;
    private final Cluster cluster;
    private final Sql sql;
    private final Console console;
    private final StringBuilder report = new StringBuilder();

    private PaymentBench(Options options, Cluster cluster, Sql sql, Console console) {
        this.options = options;
        this.cluster = cluster;
        this.sql = sql;
        this.console = console;
    }

    /** {@code infra/bench/payments}: exit status 0 measured and every approval paid once, 1 not, 2 it could not run. */
    private static final long HEAP_MB = 384;

    public static void main(String[] arguments) throws InterruptedException, IOException {
        try {
            Options options = new Options(
                    arguments,
                    Set.of(
                            "repository",
                            "data",
                            "port",
                            "payments",
                            "warm-up",
                            "at-once",
                            "gateway",
                            "limit-s",
                            "hot",
                            "out"));
            ClusterOptions clusterOptions = options.cluster(".bench-payments", false);
            System.exit(run(clusterOptions, options) ? 0 : 1);
        } catch (LaunchException e) {
            System.err.println("naru: " + e.getMessage());
            System.exit(2);
        }
    }

    private static boolean run(ClusterOptions clusterOptions, Options options)
            throws InterruptedException, IOException {
        boolean stubbed = !options.text("gateway", "pg-sim").equals("pg-sim");
        Console console = Console.quiet();
        try (StubApproval stub = new StubApproval();
                Cluster cluster = Cluster.open(clusterOptions, true, console)) {
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop"));
            cluster.start(usual -> shape(usual, stubbed ? stub.url() : null));
            try (Sql sql = new Sql(cluster)) {
                return new PaymentBench(options, cluster, sql, console).run(stubbed);
            }
        }
    }

    private static List<ProcessSpec> shape(List<ProcessSpec> usual, @Nullable String gateway) {
        List<ProcessSpec> shaped = new ArrayList<>();
        for (ProcessSpec spec : usual) {
            if (spec.name().equals("origin-a")) {
                Map<String, String> told = new TreeMap<>();
                if (gateway != null) {
                    told.put("naru.pg.toss-url", gateway);
                }
                shaped.add(spec.told(told).optimised(HEAP_MB));
            } else if (spec.name().equals("pg-sim") && gateway == null) {
                Map<String, String> told = Map.of(
                        "naru.max-payments",
                        "1000000",
                        "naru.confirm-window",
                        "2h",
                        "naru.webhook.max-pending",
                        "100000");
                shaped.add(spec.told(told).optimised(HEAP_MB));
            }
        }
        return shaped;
    }

    private boolean run(boolean stubbed) throws InterruptedException, IOException {
        int measured = (int) options.number("payments", 3_000);
        int warmUp = (int) options.number("warm-up", 1_000);
        int atOnce = (int) options.number("at-once", 32);
        Duration limit = Duration.ofSeconds(options.number("limit-s", 60));
        boolean hot = options.text("hot", "no").equals("yes");
        double[] flush = Machine.flushMs(Path.of(options.text("data", ".")).toAbsolutePath());
        Prepared prepared = new Prepared(cluster.secret("origin", "return-state.key"));
        prepared.insert(sql, warmUp + measured, hot);
        URI origin = URI.create("http://127.0.0.1:" + cluster.ports().of(Ports.Purpose.ORIGIN_A));
        try (Buyers buyers = new Buyers(prepared, origin, warmUp + measured);
                Waits waits = new Waits(cluster)) {
            if (!stubbed) {
                console.say((warmUp + measured) + " buyers authenticate in pg-sim's window");
                URI pg = URI.create("http://127.0.0.1:" + cluster.ports().of(Ports.Purpose.PG));
                buyers.authenticate(pg, cluster.urls().api(), atOnce);
            }
            console.say("warming up with " + warmUp + " approvals");
            buyers.comeBack(atOnce, warmUp, limit);
            console.say("measuring " + measured + " approvals, " + atOnce + " at once");
            Map<String, Long> before = waits.counters();
            Machine.Reading cpuBefore = Machine.read(cluster);
            waits.start();
            Buyers.Result result = buyers.comeBack(atOnce, measured, limit);
            Map<String, Double> waited = waits.average();
            Map<String, Double> cpu = Machine.read(cluster).since(cpuBefore);
            Map<String, Long> after = waits.counters();
            say(String.format(
                    Locale.ROOT,
                    "Approvals of one origin-api with %s, %d buyers at once, %s",
                    stubbed ? "a stub gateway" : "pg-sim",
                    atOnce,
                    hot ? "all of one product" : "of all products in turn"));
            say("");
            say(String.format(
                    Locale.ROOT,
                    "%,d paid in %.1f s: **%.0f approvals/s**, p50 %.0f ms, p99 %.0f ms, longest %.0f ms",
                    result.paid(),
                    result.seconds(),
                    result.rate(),
                    result.p50Ms(),
                    result.p99Ms(),
                    result.longestMs()));
            say(String.format(Locale.ROOT, "answers: %s", result.answers()));
            say(String.format(
                    Locale.ROOT,
                    "a flush of 8 KiB to this disk: p50 %.2f ms, p99 %.2f ms; %d processors",
                    flush[0],
                    flush[1],
                    Runtime.getRuntime().availableProcessors()));
            databases(result, before, after);
            split(result, cpu);
            say("");
            say("| origin's database sessions were busy with | on average |");
            say("|---|---|");
            waited.entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                    .forEach(wait -> say(String.format(Locale.ROOT, "| %s | %.2f |", wait.getKey(), wait.getValue())));
            return written(result, warmUp);
        }
    }

    private void databases(Buyers.Result result, Map<String, Long> before, Map<String, Long> after) {
        int paid = Math.max(result.paid(), 1);
        say("");
        say("| PostgreSQL | in all | an approval | a second |");
        say("|---|---|---|---|");
        after.forEach((name, now) -> {
            long delta = now - before.getOrDefault(name, 0L);
            say(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.1f | %,.0f |",
                    name,
                    delta,
                    delta / (double) paid,
                    delta / result.seconds()));
        });
    }

    private void split(Buyers.Result result, Map<String, Double> cpu) {
        int paid = Math.max(result.paid(), 1);
        double all = result.seconds() * Runtime.getRuntime().availableProcessors();
        say("");
        say("| CPU | seconds | ms an approval | of the machine |");
        say("|---|---|---|---|");
        cpu.forEach((name, seconds) -> say(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.2f | %.0f %% |",
                name,
                seconds,
                seconds * 1000 / paid,
                100 * seconds / all)));
    }

    private void say(String line) {
        System.out.println(line);
        report.append(line).append('\n');
    }

    /** Each approval that was answered as paid is paid, once, in the database. */
    private boolean written(Buyers.Result result, int warmUp) throws IOException {
        String out = options.text("out", "");
        if (!out.isEmpty()) {
            Files.writeString(Path.of(out), report);
        }
        long paid = sql.number("SELECT count(*) FROM payments WHERE status = 'PAID'");
        long orders = sql.number("SELECT count(*) FROM orders WHERE status = 'PAID'");
        boolean holds = paid == orders
                && paid >= result.paid()
                && paid <= (long) result.paid() + warmUp
                && result.answers().keySet().equals(Set.of("303 paid"));
        System.out.println(
                holds
                        ? "every approval is paid once"
                        : "NOT as answered: " + paid + " payments, " + orders + " orders are paid");
        return holds;
    }
}
