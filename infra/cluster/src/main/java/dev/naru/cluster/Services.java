package dev.naru.cluster;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The cluster's JVMs: what each is called, runs, is told and may use. The environment is that of docs/contracts.md. */
final class Services {
    /** What its own work may take after SIGTERM; the edge drains, the services finish requests in flight. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private static final int HEAP_MB = 128;
    /** The origin streams uploads, and hashes them on the way. */
    private static final int ORIGIN_HEAP_MB = 160;

    private final Path repository;
    private final Path archives;
    private final Optional<URI> traces;
    private final Map<String, Map<String, String>> settings;
    private final Ports ports;
    private final Secrets secrets;
    private final DataFolder data;
    private final PublicUrls urls;
    private final String jdbcUrl;

    Services(ClusterOptions options, Ports ports, Secrets secrets, DataFolder data, String jdbcUrl) {
        this.repository = options.repository();
        this.archives = PrivateFiles.folder(options.programs().resolve("cds"));
        this.traces = options.traces();
        this.settings = options.settings();
        this.ports = ports;
        this.secrets = secrets;
        this.data = data;
        this.urls = PublicUrls.of(ports);
        this.jdbcUrl = jdbcUrl;
    }

    /** In the order of their start: first the ones that others wait for, then one replica of each group, then the rest. */
    List<ProcessSpec> all() {
        return List.of(
                origin("origin-a", Ports.Purpose.ORIGIN_A),
                edge(),
                pgSim(),
                shop("prod1-a", "prod1", Ports.Purpose.PROD1_A),
                shop("prod2-a", "prod2", Ports.Purpose.PROD2_A),
                origin("origin-b", Ports.Purpose.ORIGIN_B),
                shop("prod1-b", "prod1", Ports.Purpose.PROD1_B),
                shop("prod2-b", "prod2", Ports.Purpose.PROD2_B),
                cronRunner());
    }

    private ProcessSpec shop(String name, String group, Ports.Purpose port) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("NARU_GROUP", group);
        // The button that ends the replica one looks at: what this cluster is for is to show that nothing is lost.
        environment.put("NARU_DEV", "true");
        environment.put("NARU_DEMO", "true");
        environment.put("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:" + ports.of(Ports.Purpose.REDIS));
        return quarkus(name, "shop-app", "shop", port, HEAP_MB, environment);
    }

    private ProcessSpec origin(String name, Ports.Purpose port) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
        environment.put("QUARKUS_DATASOURCE_USERNAME", Postgres.USER);
        environment.put("NARU_BLOB_DIR", data.folder("blobs").toString());
        environment.put("NARU_PG_TOSS_URL", "http://127.0.0.1:" + ports.of(Ports.Purpose.PG));
        environment.put("NARU_PG_KAKAO_URL", "http://127.0.0.1:" + ports.of(Ports.Purpose.PG));
        environment.put("NARU_PG_NICE_URL", "http://127.0.0.1:" + ports.of(Ports.Purpose.PG) + "/nice");
        return quarkus(name, "origin-api", "origin", port, ORIGIN_HEAP_MB, environment);
    }

    private ProcessSpec pgSim() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("NARU_DATA_DIR", data.folder("pg-sim").toString());
        return quarkus("pg-sim", "infra/pg-sim", "pg", Ports.Purpose.PG, HEAP_MB, environment);
    }

    private ProcessSpec cronRunner() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("NARU_DATA_DIR", data.folder("cron-runner").toString());
        return quarkus("cron", "cron-runner", "cron", Ports.Purpose.CRON, HEAP_MB, environment);
    }

    private ProcessSpec edge() {
        Path config = secrets.folder("edge").resolveSibling("edge.yaml");
        requireBuilt(repository.resolve("edge-lb/target/lib"), "edge-lb");
        // Its own launcher: the settings that it is measured with.
        Path launcher = repository.resolve("edge-lb/bin/edge-lb");
        List<String> command = List.of(launcher.toString(), "run", "--config", config.toString());
        Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
        URI health = URI.create("http://127.0.0.1:" + ports.of(Ports.Purpose.ADMIN) + "/health");
        return new ProcessSpec("edge", command, environment, data.root(), "TERM", STOP_TIMEOUT, Readiness.http(health));
    }

    private ProcessSpec quarkus(
            String name, String module, String secretsOf, Ports.Purpose purpose, int heapMb, Map<String, String> own) {
        int port = ports.of(purpose);
        Map<String, String> environment = new TreeMap<>(own);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("NARU_REPLICA", name);
        environment.put("NARU_SECRETS_DIR", secrets.folder(secretsOf).toString());
        environment.put("NARU_PUBLIC_WWW_URL", urls.www());
        environment.put("NARU_PUBLIC_M_URL", urls.mobile());
        environment.put("NARU_PUBLIC_API_URL", urls.api());
        environment.put("NARU_PUBLIC_PG_URL", urls.pg());
        Path connection = secrets.folder(secretsOf).resolve("connection.properties");
        if (Files.exists(connection)) {
            environment.put("SMALLRYE_CONFIG_LOCATIONS", connection.toString());
        }
        traces.ifPresent(url -> environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", url.toString()));
        environment.putAll(settings.getOrDefault(name, Map.of()));
        Path jar = repository.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        requireBuilt(jar, module);
        List<String> command = new ArrayList<>(jvm(name, module.replace("infra/", "")));
        command.addAll(List.of(
                // Many JVMs on a laptop: the quick compiler only.
                "-XX:TieredStopAtLevel=1",
                "-Xms24m",
                "-Xmx" + heapMb + "m",
                "-Djdk.net.hosts.file=" + data.hostsFile(),
                // Vert.x would otherwise ask a DNS server for the names in that file.
                "-Dvertx.disableDnsResolver=true",
                "-jar",
                jar.toString()));
        Readiness ready = Readiness.http(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
        return new ProcessSpec(name, command, environment, data.root(), "TERM", STOP_TIMEOUT, ready);
    }

    private static void requireBuilt(Path artifact, String module) {
        if (!Files.exists(artifact)) {
            throw notBuilt(module);
        }
    }

    private static LaunchException notBuilt(String module) {
        return new LaunchException(module + " is not built: run infra/cluster/up without --no-build");
    }

    /**
     * Small and quick to start. The classes that a module loads are kept in an archive (class data sharing), which halves the time of
     * the next start: the first replica writes it when it ends, unless there is one for this very jar and JDK, and all map it.
     */
    private List<String> jvm(String name, String module) {
        Path archive = archives.resolve(module + ".jsa");
        boolean writes = !name.endsWith("-b") && !name.equals("prod2-a");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:" + (writes ? "+" : "-") + "AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive,
                // A missing or foreign archive is no reason for a line in every log.
                "-Xlog:cds=off,cds+dynamic=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }
}
