package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Account;
import dev.naru.edge.observe.MetricsFormat;
import dev.naru.edge.observe.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The account of requests closes, with what clients themselves have counted on its other side. */
class AccountTest {
    private static final int ROUNDS = 20;

    private static void answer(StrictReader.Request request, RecordingBackEnd.Connection connection)
            throws IOException {
        switch (request.target()) {
            case "/cut" -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                connection.close();
            }
            case "/dead" -> connection.close();
            case "/held" -> {}
            default -> connection.send(RecordingBackEnd.OK);
        }
    }

    @Test
    void itClosesAfterSuccessesRefusalsAbortsAndFailures() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd().script(AccountTest::answer);
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .upstream("retries: 0, maxFails: 0")
                        .runtime("eventLoops: 2, drainTimeoutMs: 1000")
                        .start()) {
            for (int i = 0; i < ROUNDS; i++) {
                try (RawClient client = edge.connect()) {
                    assertEquals(200, client.get("/").answer().status());
                    assertEquals(200, client.get("/own").answer().status());
                    client.send("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n");
                    assertEquals(421, client.answer().status());
                    assertEquals(200, client.get("/cut").answer().status());
                }
                try (RawClient client = edge.connect()) {
                    client.send("POST /dead HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\nx");
                    assertEquals(502, client.answer().status());
                    client.send("GET / HTTP/1.1\r\nHost : a.test\r\n\r\n");
                    assertEquals(400, client.answer().status());
                }
                try (RawClient client = edge.connect()) {
                    client.get("/held");
                    int sent = i + 1;
                    EdgeUnderTest.await(
                            "a request at the server",
                            () -> Account.of(edge.stats()).inFlight() == 1);
                    client.socket().setSoLinger(true, 0); // a FIN alone would say that it still listens
                    assertEquals(sent * 7L, Account.of(edge.stats()).accepted());
                }
                EdgeUnderTest.await(
                        "nothing in flight", () -> Account.of(edge.stats()).inFlight() == 0);
            }
            Account account = Account.of(edge.stats());
            assertEquals(7L * ROUNDS, account.accepted());
            assertEquals(ROUNDS, account.upstream());
            assertEquals(4L * ROUNDS, account.edge(), account.toString());
            assertEquals(ROUNDS, account.client());
            assertEquals(ROUNDS, account.broken());
            assertEquals(ROUNDS, account.outcomes().get(Outcome.NO_SITE));
            assertEquals(account.accepted(), account.upstream() + account.edge() + account.client() + account.broken());
            String exposed = edge.server().metrics(MetricsFormat.TEXT);
            assertTrue(exposed.contains("edge_account_accepted_total " + 7 * ROUNDS + "\n"), exposed);
            assertTrue(
                    exposed.contains(
                            "edge_account_ended_total{by=\"client\",reason=\"client-left-waiting\"} " + ROUNDS + "\n"),
                    exposed);
            assertTrue(exposed.contains("edge_account_in_flight 0\n"), exposed);
        }
    }
}
