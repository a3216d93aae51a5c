package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.admin.Ctl;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code edge-lb ctl} against a running edge. */
class CtlTest {
    @TempDir
    Path folder;

    private RecordingBackEnd a;
    private RecordingBackEnd b;
    private EdgeUnderTest edge;
    private String said = "";

    @BeforeEach
    void start() throws Exception {
        a = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
        b = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");
        Files.writeString(folder.resolve("admin.token"), AdminClient.TOKEN + "\n");
        Path file = Files.writeString(folder.resolve("edge.yaml"), """
                listeners: [ { name: http, address: "127.0.0.1:0" } ]
                admin: { address: "127.0.0.1:0", tokenFile: admin.token, auditLog: audit.log }
                runtime: { eventLoops: 1, drainTimeoutMs: 1000 }
                accessLog: { file: access.log }
                upstreams:
                  - name: app
                    groups:
                      - { name: prod1, weight: 1, servers: [ { name: a, address: "127.0.0.1:%d" } ] }
                      - { name: prod2, weight: 1, servers: [ { name: b, address: "127.0.0.1:%d" } ] }
                sites: [ { name: main, hosts: [ a.test ], routes: [ { name: all, path: /, proxy: { upstream: app } } ] } ]
                """.formatted(a.port(), b.port()));
        edge = EdgeUnderTest.of(file);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        a.close();
        b.close();
    }

    private int ctl(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "--admin",
                "http://127.0.0.1:"
                        + Objects.requireNonNull(edge.server().adminAddress()).getPort(),
                "--token-file",
                folder.resolve("admin.token").toString()));
        all.addAll(List.of(words));
        return run(all.toArray(String[]::new));
    }

    private int run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = Ctl.run(words, both, both);
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    private void says(String... parts) {
        for (String part : parts) {
            assertTrue(said.contains(part), said);
        }
    }

    @Test
    void showsAndChangesWhatRuns() throws Exception {
        assertEquals(0, ctl("state"), said);
        says("serving", "http", "prod1", "prod2");
        assertEquals(0, ctl("weight", "app", "prod1=3", "prod2=1"), said);
        says("3 (file: 1)");
        assertEquals(0, ctl("drain", "app", "--server", "b"), said);
        says("drain");
        assertEquals(0, ctl("servers", "app"), said);
        says("drain, drained");
        assertEquals(0, ctl("diff"), said);
        says("upstreams[app].groups[prod1].weight: running 3, file 1", "drain");
        assertEquals(0, ctl("ready", "app", "--server", "b"), said);
        assertEquals(0, ctl("weight", "app", "prod1=reset", "prod2=reset"), said);
        assertEquals(0, ctl("diff"), said);
        says("what is served is what the file says");
        assertEquals(0, ctl("reload"), said);
        says("reloaded");
        assertEquals(0, ctl("audit"), said);
        says("weight of group app/prod1", "mode of server app/b", "admin.token from 127.0.0.1", "configuration");
        assertEquals(
                Files.readAllLines(folder.resolve("audit.log")).size(),
                edge.server().audit() == null ? 0 : said.lines().count() - 1);
        assertEquals(0, ctl("explain", "http://a.test/x"), said);
        says("main/all", "upstream app");
        assertEquals(0, ctl("--json", "state"), said);
        says("\"upstreams\":[");
        try (RawClient client = edge.connect()) {
            client.get("/").answer();
            assertEquals(0, ctl("connections"), said);
            says("127.0.0.1", "idle", "1 open");
        }
        assertEquals(0, ctl("drain", "--listener", "http"), said);
        assertEquals(0, ctl("ready", "--listener", "http"), said);
    }

    @Test
    void theErrorLogSaysMoreWhenAsked() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Consumer<String> reader = lines::add;
        EventLog.follow(reader);
        try (RawClient client = edge.connect()) {
            assertEquals(0, ctl("log-level"), said);
            says("info");
            assertEquals(0, ctl("log-level", "debug"), said);
            says("debug");
            a.close();
            b.close();
            assertEquals(502, client.get("/").answer().status());
            EdgeUnderTest.await("a line of debug", () -> lines.stream().anyMatch(line -> line.startsWith("attempt ")));
            assertEquals(3, ctl("log-level", "loud"));
            says("expected error, warn, info or debug");
            assertEquals(0, ctl("audit"), said);
            says("log level", "info", "debug");
        } finally {
            EventLog.level(LogLevel.INFO);
            EventLog.unfollow(reader);
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertEquals(3, ctl("weight", "app", "prod1=0", "prod2=0"));
        says("without a group");
        assertEquals(3, ctl("drain", "other", "--group", "prod1"));
        says("no upstream other");
        assertEquals(2, ctl("weight", "app", "prod1=many"));
        assertEquals(2, ctl("dance"));
        says("unknown command", "edge-lb ctl:");
        assertEquals(2, ctl("--dance"));
        assertEquals(2, ctl("drain", "app"));
        assertEquals(0, run("--help"));
        says("Exit codes");
        assertEquals(2, run("state"));
        assertEquals(
                1,
                run(
                        "--admin",
                        "http://127.0.0.1:1",
                        "--token-file",
                        folder.resolve("admin.token").toString(),
                        "state"));
        says("cannot be reached");
    }
}
