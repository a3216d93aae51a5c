package dev.naru.shop.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.shop.Browser;
import dev.naru.shop.Stage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Stage.class)
class LoginTest {
    private static final String GOOD = "ferry-landing-1";

    private static Browser from(String address) {
        return new Browser().with("X-Real-IP", address);
    }

    @Test
    void aLoginGivesANewIdAndEndsTheOldOne() {
        Browser browser = new Browser();
        browser.post("/cart/items", "sku", "TEA-PLUM");
        String planted = browser.cookies.get("SID");
        Browser thief = browser.copy();

        Browser.Page page =
                browser.post("/login", "email", " Hana@Shop.localhost ", "password", GOOD, "next", "/orders");

        assertEquals(303, page.status());
        assertEquals("/orders", page.location());
        assertNotEquals(planted, browser.cookies.get("SID"));
        assertTrue(browser.get("/whoami").body().contains("\"member\":\"hana\""));
        assertTrue(thief.get("/whoami").body().contains("\"member\":null"));
    }

    @Test
    void theCookieIsSafeOnPlainHttpAndSaferOnTls() {
        List<String> plain = new Browser()
                .post("/login", "email", "hana@shop.localhost", "password", GOOD)
                .setCookies();
        assertEquals(1, plain.size());
        String cookie = plain.getFirst();
        assertTrue(cookie.startsWith("SID="), cookie);
        assertTrue(cookie.contains("HTTPOnly") && cookie.contains("SameSite=Lax"), cookie);
        assertTrue(cookie.contains("Domain=shop.localhost") && cookie.contains("Path=/"), cookie);
        assertFalse(cookie.contains("Secure"), cookie);

        Browser tls = new Browser().with("X-Forwarded-Proto", "https");
        tls.login("hana");
        assertTrue(tls.cookies.containsKey("__Secure-SID"));
        assertTrue(tls.get("/whoami").body().contains("\"member\":\"hana\""));
        String secure = new Browser()
                .with("X-Forwarded-Proto", "https")
                .post("/login", "email", "hana@shop.localhost", "password", GOOD)
                .setCookies()
                .getFirst();
        assertTrue(secure.contains("; Secure"), secure);
    }

    @Test
    void aWrongPasswordAndAnUnknownMemberReadTheSame() {
        Browser.Page wrong = from("192.0.2.1").post("/login", "email", "hana@shop.localhost", "password", "no");
        Browser.Page unknown = from("192.0.2.1").post("/login", "email", "nobody@shop.localhost", "password", "no");
        Browser.Page nonsense = from("192.0.2.1").post("/login", "email", "", "password", "");
        for (Browser.Page page : List.of(wrong, unknown, nonsense)) {
            assertEquals(401, page.status());
            assertTrue(page.body().contains("이메일 또는 비밀번호가 맞지 않습니다."));
            assertEquals(List.of(), page.setCookies());
        }
    }

    @Test
    void aPasswordThatOnlyBeginsRightIsWrong() {
        String padded = GOOD + "\0".repeat(80);
        assertEquals(
                401,
                from("192.0.2.2")
                        .post("/login", "email", "hana@shop.localhost", "password", padded)
                        .status());
    }

    @Test
    void guessingIsThrottledWhoeverIsGuessedAndHoweverManyAtOnce() throws Exception {
        Callable<Integer> guess = () -> from("192.0.2.3")
                .post("/login", "email", "minsu@shop.localhost", "password", "guess")
                .status();
        List<Integer> answers;
        try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
            answers = pool.invokeAll(java.util.Collections.nCopies(30, guess)).stream()
                    .map(one -> one.resultNow())
                    .toList();
        }
        // 503: more at once than a replica hashes at a time. Those are counted too.
        assertTrue(
                answers.stream()
                                .filter(status -> status == 401 || status == 503)
                                .count()
                        == 8,
                answers.toString());
        assertTrue(answers.stream().filter(status -> status == 429).count() == 22, answers.toString());

        Browser.Page refused = from("192.0.2.3").post("/login", "email", "minsu@shop.localhost", "password", GOOD);
        assertEquals(429, refused.status());
        assertTrue(Integer.parseInt(refused.header("Retry-After")) > 800, refused.header("Retry-After"));
        assertTrue(refused.body().contains("로그인 시도가 너무 많았습니다."));
        assertEquals(
                303,
                from("192.0.2.4")
                        .post("/login", "email", "minsu@shop.localhost", "password", GOOD)
                        .status());
    }

    @Test
    void loginsThatSucceedAreNotCounted() {
        for (int i = 0; i < 20; i++) {
            from("192.0.2.5").login("hana");
        }
    }

    @Test
    void afterLoginTheBuyerStaysInTheShop() {
        Browser.Page page = new Browser()
                .post("/login", "email", "hana@shop.localhost", "password", GOOD, "next", "//evil.example/");
        assertEquals("/", page.location());
        assertEquals("/", new Browser().get("/login?next=https://evil.example").input("next"));
    }

    @Test
    void aTicketIsGoodForOriginApiByThePublishedKeys() throws Exception {
        Browser browser = new Browser().login("hana");
        Browser.Page page = browser.with("Accept", "application/json").post("/auth/ticket");
        assertEquals(200, page.status());
        Map<?, ?> answer = new ObjectMapper().readValue(page.body(), Map.class);
        assertEquals(120, answer.get("expiresInS"));

        Browser.Page jwks = new Browser().get("/.well-known/jwks.json");
        assertEquals("public, max-age=60", jwks.header("Cache-Control"));
        assertFalse(jwks.body().contains("\"d\""), "the private half is published");
        JwtClaims claims = new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new JwksVerificationKeyResolver(new JsonWebKeySet(jwks.body()).getJsonWebKeys()))
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "ES256")
                .setExpectedIssuer("naru-shop")
                .setExpectedAudience("naru-api")
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setRequireJwtId()
                .build()
                .processToClaims(String.valueOf(answer.get("ticket")));
        assertEquals("hana", claims.getSubject());
        assertEquals(List.of("files"), claims.getStringListClaimValue("groups"));
        assertEquals(
                120,
                claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue());
    }

    @Test
    void noTicketWithoutALogin() {
        Browser.Page page = new Browser().with("Accept", "application/json").post("/auth/ticket");
        assertEquals(401, page.status());
        assertEquals("application/problem+json", page.header("Content-Type").split(";")[0]);
    }
}
