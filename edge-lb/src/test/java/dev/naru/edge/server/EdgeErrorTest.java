package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.proxy.Topology;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fault of the edge itself, made by taking the upstreams from under its routes. */
class EdgeErrorTest {
    @Test
    void isAnsweredCountedAndTheLoopServesOn() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge().to(backEnd).start()) {
            LoopContext loop = edge.server().loops().getFirst();
            Topology sound = loop.topology();
            Topology broken = new Topology(
                    sound.routes(),
                    sound.gates(),
                    List.of(),
                    sound.limits(),
                    sound.accessLog(),
                    sound.trustedProxies(),
                    sound.tls(),
                    Map.of());
            loop.eventLoop().submit(() -> loop.install(broken)).sync();
            try (RawClient client = edge.connect()) {
                RawClient.Answer answer = client.get("/").answer();
                assertEquals(500, answer.status());
                assertTrue(answer.text().contains("\"edge-error\""), answer.text());
                assertTrue(answer.closes());
            }
            loop.eventLoop().submit(() -> loop.install(sound)).sync();
            try (RawClient client = edge.connect()) {
                assertEquals(200, client.get("/").answer().status());
            }
            assertEquals(1, edge.outcomes(Outcome.EDGE_ERROR));
        }
    }
}
