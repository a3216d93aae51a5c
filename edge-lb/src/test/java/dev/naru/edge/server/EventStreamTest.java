package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /api/events} over a real connection. */
class EventStreamTest {
    private static final int TIMEOUT_MS = 20_000;
    private static final String LARGE = "{\"text\":\"" + "x".repeat(100_000) + "\"}";

    @TempDir
    Path folder;

    private RecordingBackEnd a;
    private RecordingBackEnd b;
    private EdgeUnderTest edge;

    @BeforeEach
    void start() throws Exception {
        a = new RecordingBackEnd();
        b = new RecordingBackEnd();
        Files.writeString(folder.resolve("admin.token"), AdminClient.TOKEN + "\n");
        edge = EdgeUnderTest.of(Files.writeString(folder.resolve("edge.yaml"), """
                listeners: [ { name: http, address: "127.0.0.1:0" } ]
                admin: { address: "127.0.0.1:0", tokenFile: admin.token }
                runtime: { eventLoops: 1, drainTimeoutMs: 1000 }
                accessLog: { file: access.log }
                upstreams:
                  - name: app
                    groups:
                      - { name: prod1, weight: 1, servers: [ { name: a, address: "127.0.0.1:%d" } ] }
                      - { name: prod2, weight: 1, servers: [ { name: b, address: "127.0.0.1:%d" } ] }
                sites: [ { name: main, default: true, routes: [ { name: all, path: /, proxy: { upstream: app } } ] } ]
                """.formatted(a.port(), b.port())));
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        a.close();
        b.close();
    }

    /** Watches; {@code receiveBuffer} octets at most are taken without being read. */
    private Socket watch(int receiveBuffer) throws IOException {
        InetSocketAddress address = Objects.requireNonNull(edge.server().adminAddress());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(address);
        socket.getOutputStream()
                .write(("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + AdminClient.TOKEN
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The data of the next event of this type. */
    private static JsonObject next(BufferedReader lines, String type) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("event: " + type)) {
                return JsonParser.parseString(lines.readLine().replaceFirst("^data: ", ""))
                        .getAsJsonObject();
            }
        }
        throw new AssertionError("the stream ended before an event " + type);
    }

    @Test
    void tellsTheStateAgainAndAgainAndEveryChange() throws Exception {
        try (Socket socket = watch(65_536);
                AdminClient admin = new AdminClient(edge);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("HTTP/1.1 200 OK", lines.readLine());
            for (int i = 0; i < 2; i++) {
                JsonObject state = next(lines, "state");
                assertTrue(state.has("upstreams") && state.has("edge"), state::toString);
            }
            assertEquals(
                    200,
                    admin.call("PATCH", "/api/upstreams/app/groups/prod1", "{\"weight\":5}")
                            .status());
            JsonObject audit = next(lines, "audit");
            assertTrue(audit.get("what").getAsString().contains("prod1"), audit::toString);
            assertEquals(200, admin.call("POST", "/api/reload", "").status());
            assertTrue(next(lines, "audit").get("what").getAsString().contains("configuration"));
            assertEquals(
                    5,
                    next(lines, "state")
                            .getAsJsonArray("upstreams")
                            .get(0)
                            .getAsJsonObject()
                            .getAsJsonArray("groups")
                            .get(0)
                            .getAsJsonObject()
                            .get("weight")
                            .getAsInt());
        }
        EdgeUnderTest.await("unwatched", () -> {
            edge.server().events().publish("event", "{}");
            return !edge.server().events().watched();
        });
    }

    @Test
    void whoDoesNotKeepUpIsDroppedAndItsStreamEnds() throws Exception {
        try (Socket socket = watch(4096)) {
            EdgeUnderTest.await("watched", () -> edge.server().events().watched());
            for (int i = 0; i < 100_000 && edge.server().events().watched(); i++) {
                edge.server().events().publish("event", LARGE); // never waits
            }
            assertFalse(edge.server().events().watched());
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (!"0".equals(line)) { // the last chunk
                assertNotNull(line, "the end of the connection before that of the stream");
                line = lines.readLine();
            }
        }
    }

    @Test
    void whoDoesNotReadAtAllIsCutOff() throws Exception {
        try (Socket socket = watch(4096)) {
            EdgeUnderTest.await("watched", () -> edge.server().events().watched());
            for (int i = 0; i < 200; i++) { // fewer than wait for a watcher, and more than its socket holds
                edge.server().events().publish("event", LARGE);
            }
            EdgeUnderTest.await("unwatched", () -> !edge.server().events().watched());
            EdgeUnderTest.await("cut", () -> {
                try {
                    socket.getOutputStream().write('\n');
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }
    }
}
