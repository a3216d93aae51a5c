package dev.naru.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Stage.class)
class RedisDownTest {
    private static final Duration SECONDS = Duration.ofSeconds(15);

    private Browser member;

    @BeforeEach
    void redisGoesAway() {
        Stage.origin().reset();
        member = new Browser().login("hana");
        member.get("/");
        Stage.stopRedis();
    }

    @AfterEach
    void redisComesBack() {
        Stage.startRedis();
        Await.until(
                SECONDS,
                () -> new Browser()
                                .post("/login", "email", "hana@shop.localhost", "password", "ferry-landing-1")
                                .status()
                        == 303);
    }

    @Test
    void browsingGoesOnAnonymouslyAndTheCookieStays() {
        String id = member.cookies.get("SID");
        for (String path : new String[] {"/", "/products/TEA-UJEON", "/login"}) {
            Browser.Page page = member.get(path);
            assertEquals(200, page.status(), path);
            assertTrue(page.body().contains("지금은 로그인 정보를 불러올 수 없어"), path);
        }
        assertEquals(id, member.cookies.get("SID"));
    }

    @Test
    void whatNeedsASessionAsksToComeBack() {
        assertAsksToComeBack(member.post("/login", "email", "hana@shop.localhost", "password", "x"));
        assertAsksToComeBack(member.post("/cart/items", "sku", "TEA-UJEON"));
        assertAsksToComeBack(member.post("/cart/items/TEA-UJEON", "quantity", 2));
        assertAsksToComeBack(member.get("/cart"));
        assertAsksToComeBack(member.get("/checkout"));
        assertAsksToComeBack(member.post("/checkout"));
        assertAsksToComeBack(member.get("/orders"));
        assertAsksToComeBack(member.post("/logout"));
        assertTrue(member.cookies.containsKey("SID"));
        assertFalse(Stage.origin().calls.stream().anyMatch(call -> call.path().startsWith("/orders")));
    }

    private static void assertAsksToComeBack(Browser.Page page) {
        assertEquals(503, page.status());
        assertEquals("3", page.header("Retry-After"));
        assertTrue(page.body().contains("잠시 로그인과 장바구니를 이용할 수 없습니다"));
    }

    @Test
    void theReplicaStaysReady() {
        assertEquals(200, member.get("/q/health/ready").status());
        assertEquals(200, member.get("/q/health/live").status());
    }
}
