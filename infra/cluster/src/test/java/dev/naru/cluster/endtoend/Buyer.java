package dev.naru.cluster.endtoend;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A member with a browser: keeps cookies, sends forms, goes where it is sent. */
final class Buyer {
    static final String PASSWORD = "ferry-landing-1";
    private static final Pattern FIELD = Pattern.compile("name=\"(attempt|total)\" value=\"([^\"]+)\"");

    private final RunningCluster cluster;
    private final Map<String, String> cookies = new HashMap<>();

    private final Map<String, String> headers;

    private Buyer(RunningCluster cluster, Map<String, String> headers) {
        this.cluster = cluster;
        this.headers = headers;
    }

    /** Logged in, with an empty cart. */
    static Buyer login(RunningCluster cluster, String member) {
        return login(new Buyer(cluster, Map.of()), member);
    }

    /** One whose browser takes part in a trace. */
    static Buyer login(RunningCluster cluster, String member, String traceparent) {
        return login(new Buyer(cluster, Map.of("traceparent", traceparent)), member);
    }

    private static Buyer login(Buyer buyer, String member) {
        buyer.send(
                        buyer.browser()
                                .formParam("email", member + "@shop.localhost")
                                .formParam("password", PASSWORD),
                        "/login")
                .then()
                .statusCode(303);
        return buyer;
    }

    /** A request with this browser's cookies, to www. */
    RequestSpecification browser() {
        return Http.www(cluster).cookies(cookies).headers(headers);
    }

    Response get(String path) {
        return keep(browser().get(path));
    }

    Response put(String sku, int quantity) {
        return send(browser().formParam("sku", sku).formParam("quantity", quantity), "/cart/items");
    }

    void emptyCart(String sku) {
        send(browser().formParam("quantity", 0), "/cart/items/" + sku).then().statusCode(303);
    }

    String member() {
        return get("/whoami").then().statusCode(200).extract().path("member");
    }

    /** A ticket for uploads, as the page's script gets one. */
    String ticket() {
        return keep(browser().post("/auth/ticket"))
                .then()
                .statusCode(200)
                .extract()
                .path("ticket");
    }

    /** Orders what is in the cart: the pay page's URL. */
    URI checkout() {
        String page = get("/checkout").then().statusCode(200).extract().asString();
        RequestSpecification form = browser();
        for (Matcher field = FIELD.matcher(page); field.find(); ) {
            form.formParam(field.group(1), field.group(2));
        }
        return URI.create(send(form, "/checkout")
                .then()
                .statusCode(303)
                .header("Location", startsWith(cluster.urls().pg() + "/toss/pay?"))
                .extract()
                .header("Location"));
    }

    /** Pays in the gateway's window: the return URL that the browser is sent to, not yet visited. */
    URI approve(URI payPage) {
        return URI.create(Http.pg(cluster)
                .contentType("application/x-www-form-urlencoded")
                .body(payPage.getRawQuery() + "&method=card&card=4000000000000002&action=approve&otp=123456")
                .post(payPage.getRawPath())
                .then()
                .statusCode(303)
                .header("Location", startsWith(cluster.urls().api() + "/pg/return/toss/"))
                .extract()
                .header("Location"));
    }

    /** Visits the return URL. */
    Response comeBack(URI returnUrl) {
        return Http.host(cluster, returnUrl).get(Http.target(returnUrl));
    }

    void buy(String sku) {
        put(sku, 1).then().statusCode(303);
        comeBack(approve(checkout()))
                .then()
                .statusCode(303)
                .header("Location", equalTo(cluster.urls().www() + "/orders/" + lastOrder() + "?result=paid"));
    }

    /** The number of this member's newest order. */
    String lastOrder() {
        Matcher order = Pattern.compile("/orders/([A-Za-z0-9-]+)")
                .matcher(get("/orders").then().statusCode(200).extract().asString());
        if (!order.find()) {
            throw new AssertionError("no order on the page");
        }
        return order.group(1);
    }

    private Response send(RequestSpecification form, String path) {
        return keep(form.header("Origin", cluster.urls().www()).post(path));
    }

    private Response keep(Response response) {
        cookies.putAll(response.getCookies());
        return response;
    }
}
