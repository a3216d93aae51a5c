package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A protocol switch, as WebSocket makes it. */
@ParameterizedClass
@MethodSource("dev.naru.edge.server.TransportsTest#available")
class TunnelTest {
    @Parameter
    private String transport;

    private static final String ASK =
            "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private RecordingBackEnd backEnd;
    private EdgeUnderTest edge;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge().to(backEnd).transport(transport).start();
        client = edge.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        edge.close();
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    @Test
    void octetsFlowBothWaysAndAHalfCloseIsPassedOn() throws Exception {
        backEnd.script((request, connection) -> {
            connection.send(SWITCH + "first");
            String ping = connection.receive(4);
            connection.send("pong to " + ping);
            byte[] rest = connection.receiveAll(); // to the client's FIN
            connection.send("got " + rest.length);
            connection.close();
        });
        RawClient.Answer answer = client.send(ASK).answer();
        assertEquals(101, answer.status());
        assertEquals("websocket", answer.only("Upgrade"));
        assertEquals("Upgrade", answer.only("Connection"));
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.only("Sec-WebSocket-Accept"));
        StrictReader.Request request = backEnd.take();
        assertEquals("websocket", request.only("Upgrade"));
        assertEquals("Upgrade", request.only("Connection"));
        assertEquals("first", client.receive(5));
        assertEquals("pong to ping", client.send("ping").receive(12));
        client.send(new byte[3_000_000]).finish();
        assertEquals("got 3000000", client.receive(11));
        assertTrue(client.ends());
        EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.TUNNEL) == 1);
    }

    @Test
    void aLargeFlowToASlowClientIsWhole() throws Exception {
        int size = 20_000_000;
        backEnd.script((request, connection) -> {
            connection.send(SWITCH);
            connection.send(new byte[size]);
            connection.close();
        });
        client.send(ASK).answer();
        assertEquals(size, client.in().readNBytes(size + 1).length);
    }

    @Test
    void aRefusedSwitchIsAnOrdinaryAnswer() throws Exception {
        backEnd.script((request, connection) -> connection.send(RecordingBackEnd.OK));
        assertEquals("ok", client.send(ASK).answer().text());
        assertEquals("ok", client.get("/").answer().text());
        assertEquals(1, backEnd.connections().size());
    }

    @Test
    void octetsBeforeTheSwitchAreNeverTunnelled() throws Exception {
        backEnd.script((request, connection) -> connection.send(SWITCH).receiveAll());
        client.send(ASK + "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n");
        RawClient.Answer answer = client.answer();
        assertEquals(400, answer.status());
        assertTrue(client.ends());
        assertEquals(1, backEnd.drain());
        assertEquals(
                -1,
                new String(backEnd.connections().getFirst().recorded(), StandardCharsets.ISO_8859_1)
                        .indexOf("smuggled"));
    }

    @Test
    void aSwitchNobodyAskedForIs502() throws Exception {
        backEnd.script((request, connection) -> connection.send(SWITCH));
        assertEquals(502, client.get("/").answer().status());
    }

    @Test
    void aClientThatLeavesEndsTheTunnel() throws Exception {
        backEnd.script((request, connection) -> {
            connection.send(SWITCH);
            try {
                connection.receiveAll();
            } catch (IOException e) {
                // reset is fine too
            }
        });
        client.send(ASK).answer();
        client.reset();
        EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.TUNNEL) == 1);
    }
}
