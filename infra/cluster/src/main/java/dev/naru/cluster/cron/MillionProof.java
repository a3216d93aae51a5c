package dev.naru.cluster.cron;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.ClusterOptions;
import dev.naru.cluster.Console;
import dev.naru.cluster.LaunchException;
import dev.naru.cluster.Ports;
import dev.naru.cluster.ProcessSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Very many subscriptions due at the same moment: how fast they are charged, with how much memory, and that a kill -9 in the middle costs no charge and
 * doubles none. {@code infra/cluster/prove-million --help}.
 */
public final class MillionProof {
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final Sql sql;
    private final Console console;
    private final URI origin;
    private final List<Sample> samples = new ArrayList<>();

    private MillionProof(Cluster cluster, Sql sql, Console console) {
        this.cluster = cluster;
        this.sql = sql;
        this.console = console;
        this.origin = URI.create("http://127.0.0.1:" + cluster.ports().of(Ports.Purpose.ORIGIN_A));
    }

    /** A look at the run: seconds since its call, periods paid, resident and heap memory of the origin in MiB. */
    private record Sample(double atS, long paid, long residentMib, long heapMib) {}

    /** {@code prove-million}: prints what was measured; the exit status is 0 when every period was charged once. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        try {
            Options options = new Options(
                    arguments,
                    Set.of(
                            "repository",
                            "data",
                            "port",
                            "subscriptions",
                            "gateway",
                            "heap-mb",
                            "at-once",
                            "csv",
                            "limit-s"));
            ClusterOptions clusterOptions = options.cluster(".prove-million", true);
            System.exit(run(clusterOptions, options) ? 0 : 1);
        } catch (LaunchException e) {
            System.err.println("naru: " + e.getMessage());
            System.exit(2);
        }
    }

    private static boolean run(ClusterOptions clusterOptions, Options options)
            throws InterruptedException, IOException {
        boolean stubbed = !options.text("gateway", "stub").equals("pg-sim");
        Console console = Console.quiet();
        try (StubGateway stub = new StubGateway();
                Cluster cluster = Cluster.open(clusterOptions, true, console)) {
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop"));
            Map<String, String> told = told(options);
            if (stubbed) {
                told.put("naru.pg.toss-url", stub.url());
            }
            cluster.start(usual -> shape(usual, told, options.number("heap-mb", 256), stubbed));
            try (Sql sql = new Sql(cluster)) {
                return new MillionProof(cluster, sql, console).run(options, stubbed ? stub : null);
            }
        }
    }

    private static Map<String, String> told(Options options) {
        Map<String, String> told = new TreeMap<>();
        told.put("naru.jobs.lease", "5s");
        told.put("naru.jobs.tick", "1s");
        told.put("naru.jobs.job.auto_payment.max-runtime", "2h");
        told.put("naru.billing.max-amount-per-run", "1000000000000");
        told.put("naru.billing.charges-at-once", Long.toString(options.number("at-once", 32)));
        told.put("naru.billing.unknown-retry", "2s");
        told.put("naru.pg.lease", "5s");
        told.put("naru.pg.approve-timeout", "4s");
        return told;
    }

    private static List<ProcessSpec> shape(
            List<ProcessSpec> usual, Map<String, String> told, long heapMb, boolean stubbed) {
        return usual.stream()
                .filter(spec -> spec.name().equals("origin-a") || (spec.name().equals("pg-sim") && !stubbed))
                .map(spec -> spec.name().equals("origin-a") ? spec.told(told).optimised(heapMb) : spec.optimised(1024))
                .toList();
    }

    private boolean run(Options options, @Nullable StubGateway stub) throws InterruptedException, IOException {
        long count = options.number("subscriptions", 1_000_000);
        long limitS = options.number("limit-s", 3600);
        long from = System.nanoTime();
        sql.update("DELETE FROM subscriptions");
        sql.update("""
                INSERT INTO subscriptions (id, member_id, plan_ko, plan_en, amount, billing_key, customer_key, status, started_on)
                SELECT n, 'm' || n, '증명 구독', 'Proof', 9900, 'bill-demo-1', 'c' || n, 'ACTIVE', (now() AT TIME ZONE 'Asia/Seoul')::date
                  FROM generate_series(1, ?) AS n
                """, count);
        sql.update("ANALYZE subscriptions");
        console.say(count + " subscriptions inserted in " + seconds(from) + "; all due today");
        post(Calls.PATH, 202);
        long start = System.nanoTime();
        boolean killed = false;
        long paid = 0;
        while (paid < count && (System.nanoTime() - start) / 1e9 < limitS) {
            Thread.sleep(SAMPLE_EVERY);
            paid = sample(start);
            if (!killed && (paid > count / 2 || (System.nanoTime() - start) / 1e9 > limitS / 2.0)) {
                killed = true;
                console.say("kill -9 at " + paid + " paid");
                cluster.kill("origin-a");
            }
        }
        double tookS = (System.nanoTime() - start) / 1e9;
        csv(options);
        if (paid < count) {
            pause();
        }
        return report(count, tookS, stub);
    }

    /** The limit is reached: the kill switch lets the wave at hand end, so that what was charged can be compared. */
    private void pause() throws InterruptedException, IOException {
        post("/cron/auto_payment/pause", 200);
        while (sql.number("SELECT count(*) FROM job_runs WHERE job = 'auto_payment' AND status = 'RUNNING'") > 0) {
            Thread.sleep(100);
        }
    }

    private long sample(long start) throws InterruptedException {
        long paid = sql.number("SELECT coalesce(sum(items_done), 0) FROM job_runs WHERE job = 'auto_payment'");
        Sample sample = new Sample((System.nanoTime() - start) / 1e9, paid, residentMib(), heapMib());
        samples.add(sample);
        console.say(String.format(
                Locale.ROOT,
                "%6.0f s  %,9d paid  %4d MiB resident  %4d MiB heap in use",
                sample.atS(),
                paid,
                sample.residentMib(),
                sample.heapMib()));
        return paid;
    }

    private boolean report(long count, double tookS, @Nullable StubGateway stub)
            throws IOException, InterruptedException {
        long rows = sql.number("SELECT count(*) FROM billing_cycles WHERE status = 'PAID'");
        long once = sql.number("SELECT count(*) FROM billing_attempts WHERE outcome = 'PAID'");
        long takeovers = sql.number("SELECT coalesce(sum(takeovers), 0) FROM job_runs WHERE job = 'auto_payment'");
        System.out.printf(
                Locale.ROOT,
                "%n%,d of %,d periods paid in %.0f s: %,.0f a second, the kill and the takeover included%n",
                rows,
                count,
                tookS,
                rows / tookS);
        System.out.printf(Locale.ROOT, "  rate by fifths of the work: %s%n", rates());
        System.out.printf(
                Locale.ROOT,
                "  origin: at most %d MiB resident, %d MiB heap in use, %d MiB of it live at the end; takeovers of the run: %d%n",
                samples.stream().mapToLong(Sample::residentMib).max().orElse(0),
                samples.stream().mapToLong(Sample::heapMib).max().orElse(0),
                liveMib(),
                takeovers);
        boolean held = rows == once;
        if (stub != null) {
            System.out.printf(
                    Locale.ROOT,
                    "  gateway: %,d subscriptions charged, %,d repeated calls under the same order id, %,d under another%n",
                    stub.charged(),
                    stub.repeats(),
                    stub.refused());
            held &= stub.charged() == rows && stub.refused() == 0;
        }
        System.out.println(
                !held
                        ? "NOT every period once"
                        : rows == count
                                ? "every period once"
                                : "stopped by --limit-s; every period charged until then, once");
        return held;
    }

    private String rates() {
        List<String> rates = new ArrayList<>();
        for (int fifth = 0; fifth < 5; fifth++) {
            Sample a = samples.get(fifth * (samples.size() - 1) / 5);
            Sample b = samples.get((fifth + 1) * (samples.size() - 1) / 5);
            rates.add(
                    String.format(Locale.ROOT, "%,.0f/s", (b.paid() - a.paid()) / Math.max(0.001, b.atS() - a.atS())));
        }
        return String.join(", ", rates);
    }

    private void csv(Options options) throws IOException {
        String file = options.text("csv", "");
        if (!file.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of("seconds,paid,resident_mib,heap_mib"));
            samples.forEach(s -> lines.add(
                    String.format(Locale.ROOT, "%.1f,%d,%d,%d", s.atS(), s.paid(), s.residentMib(), s.heapMib())));
            Files.write(Path.of(file), lines);
        }
    }

    private void post(String path, int expected) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(origin.resolve(path))
                .header("Authorization", "Bearer " + cluster.secret("cron", "cron-bearer.token"))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status = client.send(request, BodyHandlers.ofString()).statusCode();
            if (status != expected) {
                throw new LaunchException("POST " + path + " was not taken: HTTP " + status);
            }
        }
    }

    private long residentMib() {
        return cluster.process("origin-a")
                .handle()
                .map(handle -> {
                    try {
                        return Files.readAllLines(Path.of("/proc/" + handle.pid() + "/status")).stream()
                                .filter(line -> line.startsWith("VmRSS:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                                .sum();
                    } catch (IOException endedMeanwhile) {
                        return 0L;
                    }
                })
                .orElse(0L);
    }

    /** What a collection leaves: heap in use counts garbage too, which the collector lets lie while there is room. */
    private long liveMib() throws IOException, InterruptedException {
        long pid = cluster.process("origin-a").handle().orElseThrow().pid();
        Process collection = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!collection.waitFor(30, TimeUnit.SECONDS)) {
            collection.destroyForcibly();
            throw new IOException("the origin made no collection within 30 s");
        }
        return heapMib();
    }

    /** 0 while the origin is down. */
    private long heapMib() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(origin.resolve("/q/metrics"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) / (1 << 20))
                    .sum();
        } catch (IOException down) {
            return 0;
        }
    }

    private static String seconds(long from) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - from) / 1e9);
    }
}
