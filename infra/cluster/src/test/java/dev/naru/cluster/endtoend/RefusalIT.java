package dev.naru.cluster.endtoend;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(OneCluster.class)
final class RefusalIT {
    private static final int TIMEOUT_MS = 10_000;

    private final RunningCluster cluster;

    RefusalIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aHostThatIsNotOursIsMisdirected() {
        Http.withHost(cluster, "www.example.org").get("/").then().statusCode(421);
        Http.withHost(cluster, "shop.localhost").get("/").then().statusCode(421);
    }

    @Test
    void onlyTheShopsTicketsAreTaken() {
        String path = "/files/" + UUID.randomUUID() + "?product=ferry-ticket";
        byte[] picture = Picture.png(8, 8);
        for (String ticket : new String[] {
            Tickets.forged(cluster, "hana", "files"), Tickets.unsigned("hana", "files"), "nonsense", ""
        }) {
            Http.api(cluster)
                    .header("Authorization", "Bearer " + ticket)
                    .contentType("image/png")
                    .body(picture)
                    .put(path)
                    .then()
                    .statusCode(401);
        }
        Http.api(cluster).get(path.replaceAll("\\?.*", "")).then().statusCode(404);
        Http.api(cluster)
                .header("Authorization", "Bearer " + Tickets.forged(cluster, "hana", "orders"))
                .get("/orders")
                .then()
                .statusCode(401);
    }

    @Test
    void aTicketIsGoodForItsScopeOnly() {
        Http.api(cluster)
                .header("Authorization", "Bearer " + Tickets.of(cluster, "hana", "files"))
                .get("/orders")
                .then()
                .statusCode(403);
    }

    @Test
    void somebodyElsesOrderIsNotThere() {
        Buyer hana = Buyer.login(cluster, "hana");
        hana.buy("ferry-ticket");
        String order = hana.lastOrder();
        Http.api(cluster)
                .header("Authorization", "Bearer " + Tickets.of(cluster, "hana", "orders"))
                .get("/orders/" + order)
                .then()
                .statusCode(200)
                .body("status", equalTo("PAID"));
        Http.api(cluster)
                .header("Authorization", "Bearer " + Tickets.of(cluster, "minsu", "orders"))
                .get("/orders/" + order)
                .then()
                .statusCode(404);
        Buyer.login(cluster, "minsu").get("/orders/" + order).then().statusCode(404);
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        Http.www(cluster)
                .header("Origin", "https://evil.example")
                .formParam("email", "hana@shop.localhost")
                .formParam("password", Buyer.PASSWORD)
                .post("/login")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: www.shop.localhost\r\nHost: api.shop.localhost\r\n\r\n",
                "POST /cart/items HTTP/1.1\r\nHost: www.shop.localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: www.shop.localhost\r\nX-Naru-Replica : x\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: www.shop.localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
            })
    void aMalformedRequestIsRefusedAndTheConnectionClosed(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", cluster.urls().httpPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("HTTP/1.1 400", answer.substring(0, Math.min(12, answer.length())), answer);
            assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close"), answer);
        }
    }
}
