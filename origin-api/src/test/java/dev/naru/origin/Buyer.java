package dev.naru.origin;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member with a ticket who orders, comes back from the gateway and looks at the order. */
public final class Buyer {

    public final String member;
    private final @Nullable String replica;
    private final String ticket;

    /** Which replica the request goes to; by default the one under test. */
    private static RequestSpecification at(@Nullable String replica) {
        return replica == null ? given() : given().baseUri(replica);
    }

    public Buyer() {
        this("member-" + UUID.randomUUID());
    }

    public Buyer(String member) {
        this(member, null);
    }

    public Buyer(String member, @Nullable String replica) {
        this.member = member;
        this.replica = replica;
        this.ticket = Tickets.of(member, "orders");
    }

    /** An order placed and not paid yet. */
    public record Placed(String orderNo, String paymentId, long amount, Map<String, String> window) {

        /** The id under which the gateway knows it. */
        public String pgOrderId() {
            return window.get("orderId");
        }

        public String state() {
            return query(URI.create(window.get("successUrl"))).get("state");
        }
    }

    public Placed order(String sku, int quantity, long unitPrice) {
        Response response = tryOrder(UUID.randomUUID().toString(), sku, quantity, unitPrice);
        response.then().statusCode(201);
        return placed(response);
    }

    public static Placed placed(Response response) {
        return new Placed(
                response.path("orderNo"),
                response.path("payment.id"),
                response.<Number>path("amount").longValue(),
                query(URI.create(response.path("payment.checkoutUrl"))));
    }

    public Response tryOrder(String key, String sku, int quantity, long unitPrice) {
        return post(
                "/orders",
                key,
                Map.of(
                        "lines",
                        List.of(Map.of("sku", sku, "quantity", quantity, "unitPrice", unitPrice)),
                        "currency",
                        "KRW",
                        "locale",
                        "ko"));
    }

    public Response post(String path, String key, Object body) {
        var request = at(replica).auth().oauth2(ticket).header("Idempotency-Key", key);
        return body == null
                ? request.post(path)
                : request.contentType(ContentType.JSON).body(body).post(path);
    }

    public Response get(String path) {
        return at(replica).auth().oauth2(ticket).get(path);
    }

    public Response see(Placed order) {
        return get("/orders/" + order.orderNo());
    }

    public Response cancel(Placed order) {
        return post("/orders/" + order.orderNo() + "/cancel", UUID.randomUUID().toString(), null);
    }

    /** The browser's way back from the gateway; redirects are not followed. */
    public static Response comeBack(Placed order, String paymentKey) {
        return comeBack(null, order, paymentKey, order.pgOrderId(), order.amount(), order.state());
    }

    public static Response comeBack(String replica, Placed order, String paymentKey) {
        return comeBack(replica, order, paymentKey, order.pgOrderId(), order.amount(), order.state());
    }

    public static Response comeBack(Placed order, String paymentKey, String pgOrderId, long amount, String state) {
        return comeBack(null, order, paymentKey, pgOrderId, amount, state);
    }

    private static Response comeBack(
            @Nullable String replica, Placed order, String paymentKey, String pgOrderId, long amount, String state) {
        return at(replica)
                .redirects()
                .follow(false)
                .queryParam("state", state)
                .queryParam("paymentKey", paymentKey)
                .queryParam("orderId", pgOrderId)
                .queryParam("amount", amount)
                .get("/pg/return/toss/" + order.orderNo());
    }

    static Map<String, String> query(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : uri.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
