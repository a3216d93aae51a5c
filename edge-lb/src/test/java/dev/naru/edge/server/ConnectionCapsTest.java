package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Caps on connections, through real ones. */
class ConnectionCapsTest {

    @ParameterizedTest
    @CsvSource({"'connections: 3'", "'connections: 100, connectionsPerAddress: 3'"})
    void oneTooManyIsClosedAndAPlaceThatIsLeftIsTaken(String limits) throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge =
                        EdgeUnderTest.edge().to(backEnd).limits(limits).start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(edge.connect());
                assertEquals("own", clients.getLast().get("/own").answer().text());
            }
            try (RawClient tooMany = edge.connect()) {
                tooMany.sendMaybe("GET /own HTTP/1.1\r\nHost: a.test\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertTrue(tooMany.ends());
            }
            assertEquals(1, edge.stats().getFirst().connectionsRefused());
            assertEquals("own", clients.getFirst().get("/own").answer().text(), "those inside are not touched");
            clients.removeFirst().close();
            EdgeUnderTest.await("a place", () -> edge.stats().getFirst().clientsOpen() == 2);
            try (RawClient next = edge.connect()) {
                assertEquals("own", next.get("/own").answer().text());
            }
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void anAddressIsTheClientsOwnBehindAProxy() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .limits("connectionsPerAddress: 1")
                        .listeners("listeners: [ { name: http, address: \"127.0.0.1:0\", proxyProtocol: true } ]")
                        .more("trustedProxies: [ 127.0.0.1 ]")
                        .start();
                RawClient one = edge.connect();
                RawClient two = edge.connect();
                RawClient oneAgain = edge.connect()) {
            one.send("PROXY TCP4 1.1.1.1 7.7.7.7 1 443\r\n");
            assertEquals("own", one.get("/own").answer().text());
            two.send("PROXY TCP4 2.2.2.2 7.7.7.7 1 443\r\n");
            assertEquals("own", two.get("/own").answer().text());
            oneAgain.send("PROXY TCP4 1.1.1.1 7.7.7.7 2 443\r\n");
            assertTrue(oneAgain.ends());
        }
    }
}
