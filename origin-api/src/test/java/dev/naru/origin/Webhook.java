package dev.naru.origin;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook of the gateway, signed as it signs them. */
record Webhook(String body, String key, Instant at) {

    static Webhook about(Buyer.Placed order, String eventId) {
        String body = "{\"eventId\":\"" + eventId
                + "\",\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":{\"orderId\":\"" + order.pgOrderId() + "\"}}";
        return new Webhook(body, TestEnvironment.HEX_KEY, Instant.now());
    }

    Webhook signedBy(String hexKey) {
        return new Webhook(body, hexKey, at);
    }

    Webhook signedAt(Instant time) {
        return new Webhook(body, key, time);
    }

    Response deliver() {
        return given().contentType(ContentType.JSON)
                .header("X-Toss-Timestamp", Long.toString(at.getEpochSecond()))
                .header("X-Toss-Signature", signature())
                .body(body)
                .post("/pg/webhook/toss");
    }

    String signature() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(key), "HmacSHA256"));
            byte[] hash = mac.doFinal((body + ":" + at.getEpochSecond()).getBytes(StandardCharsets.UTF_8));
            return "v1:" + Base64.getEncoder().encodeToString(hash);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
