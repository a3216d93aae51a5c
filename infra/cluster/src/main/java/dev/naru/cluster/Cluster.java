package dev.naru.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The whole shop as processes of this machine: Redis and PostgreSQL, then every service, then nothing but watching over them.
 * {@link #close} stops them in order: the edge first, which lets requests in flight finish, then the services, then the databases.
 * All methods may be called by any thread.
 */
public final class Cluster implements AutoCloseable {
    private static final Duration SITES_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SITES_POLL = Duration.ofMillis(50);

    /** Only here: the containers' configuration is read-only, and a deployment keeps its state beside it. */
    private static final String DEPLOYMENTS =
            "\ndeployments:\n  - { upstream: shop, folder: deployments, bakeMs: 10000, minRequests: 50 }\n";

    private final ClusterOptions options;
    private final Console console;
    private final DataFolder data;
    private final Ports ports;
    private final PublicUrls urls;
    private final Secrets secrets;
    private final Watchdog watchdog;
    private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();

    private boolean closed;

    private Cluster(ClusterOptions options, DataFolder data, Console console) {
        this.options = options;
        this.data = data;
        this.console = console;
        this.ports = options.ports().apply(console::say);
        this.urls = PublicUrls.of(ports);
        this.secrets = Secrets.ensure(data.folder("config"), false, Clock.systemUTC());
        this.watchdog = new Watchdog();
    }

    /**
     * Takes the data folder, without starting anything: so that a cluster can be closed while it starts.
     *
     * @param fresh whether to delete what an earlier cluster left in the folder
     */
    public static Cluster open(ClusterOptions options, boolean fresh, Console console) {
        DataFolder data = DataFolder.open(options.data());
        try {
            for (String leftOver : new ProcessRecords(data.folder("run")).endLeftOvers()) {
                console.say("ended " + leftOver + ", left behind by an earlier launcher");
            }
            if (fresh) {
                data.empty(console::say);
            }
            return new Cluster(options, data, console);
        } catch (LaunchException e) {
            data.close();
            throw e;
        }
    }

    /** Starts everything and returns when all of it is ready. Throws a {@link LaunchException} when something does not come up. */
    public void start() {
        start(UnaryOperator.identity());
    }

    /** {@link #start()} with other processes than the usual ones beside Redis and PostgreSQL: fewer, more, or told other things. */
    public void start(UnaryOperator<List<ProcessSpec>> shape) {
        PrivateFiles.write(data.hostsFile(), PublicUrls.hostsFile(machineName()));
        String template = PrivateFiles.read(options.repository().resolve("infra/edge/edge.yaml"));
        PrivateFiles.write(
                secrets.folder("edge").resolveSibling("edge.yaml"),
                EdgeConfigFile.local(ports).from(template) + DEPLOYMENTS + tracing());
        PrivateFiles.folder(secrets.folder("edge").resolveSibling("deployments"));

        Binaries binaries = new Binaries(options.programs());
        Redis redis = new Redis(binaries.redis(), data.folder("redis"), secrets, ports.of(Ports.Purpose.REDIS));
        Postgres postgres =
                new Postgres(binaries.postgres(), data.folder("postgres"), secrets, ports.of(Ports.Purpose.POSTGRES));
        Services services = new Services(options, ports, secrets, data, postgres.jdbcUrl());
        List<ProcessSpec> specs = shape.apply(services.all());

        postgres.initialise();
        startAll(List.of(postgres.spec(), redis.spec()));
        postgres.createDatabase();
        startAll(specs);
        awaitSites();
    }

    /** Every trace of a shop on a laptop, and of those who ask for one. */
    private String tracing() {
        return options.traces()
                .map(url -> "\ntracing: { endpoint: \"" + url + "/v1/traces\", samplePerMille: 1000 }\n")
                .orElse("");
    }

    /** Every process is ready; the edge has found that out by its health checks when the public names answer. */
    private void awaitSites() {
        int edge = ports.of(Ports.Purpose.HTTP);
        if (!names().contains("edge")) {
            return;
        }
        List<Readiness> sites = Stream.of(
                        site(edge, "prod1-a", PublicUrls.WWW, "/"),
                        site(edge, "origin-a", PublicUrls.API, "/products"),
                        site(edge, "pg-sim", PublicUrls.PG, "/ledger.json"))
                .flatMap(Optional::stream)
                .toList();
        long deadline = System.nanoTime() + SITES_TIMEOUT.toNanos();
        while (!sites.stream().allMatch(Readiness::ready)) {
            if (System.nanoTime() > deadline) {
                throw new LaunchException("The edge does not answer for every public name after "
                        + SITES_TIMEOUT.toSeconds() + " s; see " + logs().resolve("edge.log"));
            }
            try {
                Thread.sleep(SITES_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LaunchException("Interrupted while starting", e);
            }
        }
    }

    private Optional<Readiness> site(int edge, String process, String host, String path) {
        return names().contains(process) ? Optional.of(Readiness.site(edge, host, path)) : Optional.empty();
    }

    /** A connection to the shop's database, as its owner. */
    public Connection database() throws SQLException {
        String url = Postgres.jdbcUrl(ports.of(Ports.Purpose.POSTGRES), Postgres.DATABASE);
        return DriverManager.getConnection(url, Postgres.USER, secret("db", "password"));
    }

    public PublicUrls urls() {
        return urls;
    }

    public Ports ports() {
        return ports;
    }

    /** A secret of docs/contracts.md, such as {@code ("cron", "cron-hmac.key")}. */
    public String secret(String process, String file) {
        return secrets.read(process, file);
    }

    /** The folder with the log file of each process. */
    public Path logs() {
        return data.folder("logs");
    }

    public Path caCertificate() {
        return data.folder("config").resolve("edge/ca.pem");
    }

    public List<String> names() {
        synchronized (processes) {
            return List.copyOf(processes.keySet());
        }
    }

    /** Kills a process as {@code kill -9} does. It is started again if the options say so. */
    public void kill(String name) throws InterruptedException {
        process(name).kill();
    }

    /** Stops a process in order; it stays down until {@link #start(String)}. */
    public void stop(String name) {
        process(name).stop();
    }

    /** Starts a stopped process and waits until it is ready. */
    public void start(String name) {
        ManagedProcess process = process(name);
        process.start();
        process.awaitReady();
    }

    public ManagedProcess process(String name) {
        synchronized (processes) {
            ManagedProcess process = processes.get(name);
            if (process == null) {
                throw new IllegalArgumentException("no process " + name + "; there are " + processes.keySet());
            }
            return process;
        }
    }

    /** Memory of all processes in MiB; empty where the system keeps no account of it. */
    public OptionalLong residentMib() {
        List<ProcessHandle> alive = new ArrayList<>();
        for (String name : names()) {
            process(name).handle().ifPresent(alive::add);
        }
        OptionalLong kib = Memory.kib(alive);
        return kib.isPresent() ? OptionalLong.of(kib.getAsLong() / 1024) : kib;
    }

    @Override
    public void close() {
        synchronized (processes) {
            if (closed) {
                return;
            }
            closed = true;
        }
        stopAll(List.of("edge"));
        List<String> databases = List.of("redis", "postgres");
        stopAll(names().stream()
                .filter(name -> !name.equals("edge") && !databases.contains(name))
                .toList());
        stopAll(databases);
        watchdog.close();
        data.close();
    }

    /** As many start at a time as there are processors: more would only make each wait for the others. */
    private void startAll(List<ProcessSpec> specs) {
        Semaphore starting = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
        ManagedProcess.Surroundings around = new ManagedProcess.Surroundings(
                console, watchdog, new ProcessRecords(data.folder("run")), options.restarts(), Clock.systemUTC());
        List<LaunchException> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ProcessSpec spec : specs) {
                starting.acquire();
                if (!failures.isEmpty()) {
                    break;
                }
                ManagedProcess process =
                        new ManagedProcess(spec, new ProcessLog(spec.name(), data.folder("logs"), console), around);
                long from = System.nanoTime();
                launch(process);
                waiting.execute(() -> {
                    try {
                        process.awaitReady();
                        console.say(spec.name() + " is ready after " + Seconds.since(from));
                    } catch (LaunchException e) {
                        failures.add(e);
                    } finally {
                        starting.release();
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("Interrupted while starting", e);
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** Under the lock, so that a close that runs meanwhile either prevents the start or sees the process. */
    private void launch(ManagedProcess process) {
        synchronized (processes) {
            if (closed) {
                throw new LaunchException("The cluster was stopped while it started");
            }
            processes.put(process.name(), process);
            process.start();
        }
    }

    private void stopAll(List<String> names) {
        try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String name : names) {
                if (names().contains(name)) {
                    stopping.execute(() -> {
                        long from = System.nanoTime();
                        process(name).stop();
                        console.say(name + " has stopped after " + Seconds.since(from));
                    });
                }
            }
        }
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
