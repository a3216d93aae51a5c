package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.hamcrest.MatcherAssert;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class TicketTest {

    FakeShop shop;

    @Test
    void letsTheScopeIn() {
        with(Tickets.of("m", "orders")).statusCode(200);
    }

    @Test
    void withoutTicketIsRefused() {
        given().get("/orders")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("type", equalTo("https://naru.dev/problems/ticket-missing"));
    }

    @Test
    void otherScopeIsForbidden() {
        with(Tickets.of("m", "files"))
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("https://naru.dev/problems/scope-missing"));
    }

    @Test
    void otherAudienceIssuerTimeOrLifeIsRefused() {
        invalid(claims -> claims.setAudience("other"));
        invalid(claims -> claims.setIssuer("other"));
        invalid(claims -> claims.unsetClaim("jti"));
        invalid(claims -> claims.setSubject(null));
        invalid(claims -> claims.setExpirationTimeMinutesInTheFuture(60));
        invalid(claims -> {
            claims.setIssuedAt(inSeconds(-600));
            claims.setExpirationTime(inSeconds(-300));
        });
        invalid(claims -> {
            claims.setIssuedAt(inSeconds(600));
            claims.setExpirationTime(inSeconds(800));
        });
    }

    @Test
    void aMinuteOfClockDifferenceIsAccepted() {
        with(Tickets.with("m", claims -> {
                    claims.setStringListClaim("groups", List.of("orders"));
                    claims.setIssuedAt(inSeconds(50));
                    claims.setExpirationTime(inSeconds(200));
                }))
                .statusCode(200);
    }

    @Test
    void unsignedOrSelfSignedIsRefused() {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("m");
        // Two parts and no signature: alg none.
        with("eyJhbGciOiJub25lIn0.eyJzdWIiOiJtIn0.").statusCode(401);
        with("nonsense").statusCode(401);
        int before = shop.fetches.get();
        for (int i = 0; i < 50; i++) {
            with(Tickets.sign(claims, Tickets.newKey("made-up-" + i))).statusCode(401);
        }
        MatcherAssert.assertThat("fetches for made-up keys", shop.fetches.get() - before, lessThanOrEqualTo(2));
    }

    @Test
    void theShopsOutageLeavesTheLastGoodKeys() {
        with(Tickets.of("m", "orders")).statusCode(200);
        shop.status = 500;
        try {
            with(Tickets.of("m", "orders")).statusCode(200);
        } finally {
            shop.status = 200;
        }
    }

    @Test
    void crossOriginIsAllowedToTheShopOnly() {
        assertEquals(shop.url(), preflight(shop.url()));
        assertEquals(null, preflight("http://evil.example"));
    }

    private static String preflight(String origin) {
        return given().header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "authorization,content-digest")
                .options("/orders")
                .header("Access-Control-Allow-Origin");
    }

    private static NumericDate inSeconds(long seconds) {
        NumericDate date = NumericDate.now();
        date.addSeconds(seconds);
        return date;
    }

    private static void invalid(java.util.function.Consumer<JwtClaims> change) {
        with(Tickets.with("m", change))
                .statusCode(401)
                .body("type", equalTo("https://naru.dev/problems/ticket-invalid"));
    }

    private static ValidatableResponse with(String ticket) {
        return given().auth().oauth2(ticket).get("/orders").then();
    }
}
