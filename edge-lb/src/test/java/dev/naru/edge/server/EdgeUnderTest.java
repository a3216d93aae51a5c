package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.upstream.Upstream;
import dev.naru.edge.upstream.UpstreamState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real edge in this process, on free ports, from YAML. Closing it checks its account: every accepted request ended in exactly one outcome. */
public final class EdgeUnderTest implements AutoCloseable {
    /** A configuration of parts that most tests leave alone. The site a.test sends everything to the upstream {@code app}. */
    public static final class Builder {
        private String listeners = "listeners: [ { name: http, address: \"127.0.0.1:0\" } ]";
        private String upstream = "";
        private String servers = "";
        private String route = "";
        private String limits = "";
        private String runtime = "eventLoops: 1, drainTimeoutMs: 1000";
        private String sites = "";
        private String more = "";
        private String format = "combined";

        /** Back ends as servers of the upstream, each with weight 1. */
        public Builder to(RecordingBackEnd... backEnds) {
            return servers(Arrays.stream(backEnds)
                    .map(backEnd -> server(backEnd.port(), ""))
                    .toArray(String[]::new));
        }

        /** Servers as YAML flow maps, see {@link #server}. */
        public Builder servers(String... maps) {
            servers = String.join(", ", maps);
            return this;
        }

        public Builder listeners(String yaml) {
            listeners = yaml;
            return this;
        }

        /** Keys of the upstream, such as {@code retries: 0, keepalive: 1}. */
        public Builder upstream(String keys) {
            upstream = keys.isEmpty() ? "" : ", " + keys;
            return this;
        }

        /** Keys of the site's route for everything, such as {@code affinity: { ... }}. */
        public Builder route(String keys) {
            route = keys.isEmpty() ? "" : ", " + keys;
            return this;
        }

        public Builder limits(String keys) {
            limits = keys;
            return this;
        }

        public Builder runtime(String keys) {
            runtime = keys;
            return this;
        }

        /** Of {@code runtime.transport}. */
        Builder transport(String name) {
            return runtime(runtime + ", transport: " + name);
        }

        /** Further items of {@code sites}, indented by two. */
        public Builder sites(String yaml) {
            sites = yaml;
            return this;
        }

        /** Further top-level keys. */
        public Builder more(String yaml) {
            more = yaml;
            return this;
        }

        public Builder jsonLog() {
            format = "json";
            return this;
        }

        public EdgeUnderTest start() throws Exception {
            return start(Files.createTempDirectory(Files.createDirectories(Path.of("target", "edges")), "edge"));
        }

        /** @param folder where the files that the YAML names are, and the access log will be */
        public EdgeUnderTest start(Path folder) throws Exception {
            String yaml = listeners + "\nruntime: { " + runtime + " }\n"
                    + "accessLog: { file: access.log, format: " + format + " }\n"
                    + (limits.isEmpty() ? "" : "limits: { " + limits + " }\n")
                    + "upstreams:\n  - { name: app" + upstream + ", servers: [ " + servers + " ] }\n"
                    + "sites:\n  - name: main\n    hosts: [ a.test ]\n    routes:\n"
                    + "      - { name: all, path: /, proxy: { upstream: app }" + route + " }\n"
                    + "      - { name: small, path: /small/, maxBodyBytes: 10, proxy: { upstream: app } }\n"
                    + "      - { name: large, path: /large/, maxBodyBytes: 1000000000, proxy: { upstream: app } }\n"
                    + "      - { name: read, path: /read/, methods: [ GET ], proxy: { upstream: app } }\n"
                    + "      - { name: own, path: /own, respond: { status: 200, body: \"own\" } }\n"
                    + "      - { name: moved, path: /moved/, redirect: { status: 308, scheme: https, port: 8443 } }\n"
                    + sites + "\n" + more + "\n";
            return new EdgeUnderTest(read(yaml, folder), folder);
        }
    }

    static String server(int port, String keys) {
        return "{ address: \"127.0.0.1:" + port + "\"" + (keys.isEmpty() ? "" : ", " + keys) + " }";
    }

    private final EdgeServer server;
    private final Path folder;
    private final List<LoopStats> stats;
    private boolean closed;

    private EdgeUnderTest(EdgeConfig config, Path folder) throws Exception {
        this(EdgeServer.start(config), folder);
    }

    private EdgeUnderTest(EdgeServer server, Path folder) {
        this.folder = folder;
        this.server = server;
        this.stats = server.stats();
    }

    private static EdgeConfig read(String yaml, Path folder) {
        return switch (ConfigReader.read(yaml, folder)) {
            case ConfigResult.Loaded loaded -> loaded.config();
            case ConfigResult.Refused refused ->
                throw new AssertionError(
                        refused.errors().stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n"
                                + yaml);
        };
    }

    /**
     * From a whole file.
     *
     * @param folder where the files are that the YAML names
     */
    static EdgeUnderTest of(String yaml, Path folder) throws Exception {
        return new EdgeUnderTest(read(yaml, folder), folder);
    }

    /** From a file, which may be changed and reloaded. */
    static EdgeUnderTest of(Path file) throws Exception {
        Path folder = file.toAbsolutePath().getParent();
        return new EdgeUnderTest(EdgeServer.start(read(Files.readString(file), folder), file), folder);
    }

    public static Builder edge() {
        return new Builder();
    }

    public InetSocketAddress address() {
        return server.address(0);
    }

    public InetSocketAddress address(int listener) {
        return server.address(listener);
    }

    public RawClient connect() throws IOException {
        return RawClient.connect(address());
    }

    EdgeServer server() {
        return server;
    }

    public List<LoopStats> stats() {
        return stats;
    }

    private Stream<RouteStats> routes() {
        return stats.stream().flatMap(loop -> loop.routes().stream());
    }

    /** Requests that ended so, on all loops and routes. */
    public long outcomes(Outcome outcome) {
        return routes().mapToLong(route -> route.outcomeCount(outcome)).sum();
    }

    public long routes(ToLongFunction<RouteStats> value) {
        return routes().mapToLong(value).sum();
    }

    public long servers(ToLongFunction<dev.naru.edge.observe.ServerStats> value) {
        return stats.stream()
                .flatMap(loop -> loop.servers().stream())
                .mapToLong(value)
                .sum();
    }

    /** Requests that wait for a server of {@code app}. */
    public long waiting() {
        return upstream().waiting().waiting();
    }

    /** What the loops share of {@code app}. */
    UpstreamState upstream() {
        return app().state();
    }

    /** The upstream {@code app}. */
    Upstream app() {
        return server.loops().getFirst().topology().upstreams().getFirst();
    }

    /** Waits, ten seconds at most, for a counter that an event loop writes after its client has its answer. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never came: " + what);
            }
            Thread.sleep(2);
        }
    }

    /** The lines of the access log; closes the edge first, so that all are there. */
    public List<String> log() throws IOException {
        close();
        return Files.readAllLines(folder.resolve("access.log"), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        stop();
    }

    /** Drains, then checks the account; once. */
    public void stop() {
        if (closed) {
            return;
        }
        closed = true;
        server.close();
        for (LoopStats loop : stats) {
            for (RouteStats route : loop.routes()) {
                List<String> ended = new ArrayList<>();
                long sum = 0;
                for (Outcome outcome : Outcome.values()) {
                    long count = route.outcomeCount(outcome);
                    sum += count;
                    ended.add(outcome.code + "=" + count);
                }
                assertEquals(route.acceptedCount(), sum, "account of " + route.label() + ": " + ended);
            }
            for (var server : loop.servers()) {
                assertEquals(0, server.inFlight(), "in flight at " + server.server());
                assertEquals(0, server.idleConnections(), "idle at " + server.server());
            }
            assertEquals(0, loop.clientsOpen(), "open client connections");
        }
    }
}
