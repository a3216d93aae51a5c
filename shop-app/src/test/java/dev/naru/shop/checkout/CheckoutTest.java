package dev.naru.shop.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.shop.Await;
import dev.naru.shop.Browser;
import dev.naru.shop.FakeOrigin;
import dev.naru.shop.FakeOrigin.Mood;
import dev.naru.shop.Stage;
import dev.naru.shop.catalog.Catalog;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Stage.class)
class CheckoutTest {
    private final FakeOrigin origin = Stage.origin();
    private Browser browser;

    @Inject
    Catalog catalog;

    @Inject
    RedisDataSource redis;

    @BeforeEach
    void aMemberWithTwoTeasInTheCart() {
        origin.reset();
        Await.until(Duration.ofSeconds(15), () -> {
            catalog.refresh();
            return catalog.isCurrent();
        });
        redis.key().del("cart:{member:hana}");
        browser = new Browser().login("hana");
        browser.post("/cart/items", "sku", "TEA-UJEON", "quantity", 2);
        origin.calls.clear();
    }

    private Set<String> keysSent() {
        return origin.calls.stream()
                .filter(call -> call.method().equals("POST"))
                .map(FakeOrigin.Call::key)
                .collect(Collectors.toSet());
    }

    @Test
    void anOrderIsMadeAndTheBuyerGoesToPay() {
        Browser.Page review = browser.get("/checkout");
        assertTrue(review.body().contains("36,000원 결제하기"), review.body());
        Browser.Page page =
                browser.post("/checkout", "attempt", review.input("attempt"), "total", review.input("total"));
        assertEquals(303, page.status());
        assertTrue(page.location().startsWith("http://pg.shop.localhost:8080/"), page.location());
        FakeOrigin.Call call = origin.calls.stream()
                .filter(one -> one.method().equals("POST"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "{\"lines\":[{\"sku\":\"TEA-UJEON\",\"quantity\":2,\"unitPrice\":18000}],\"currency\":\"KRW\",\"locale\":\"ko\",\"provider\":\"toss\"}",
                call.body());
        assertTrue(call.authorization().startsWith("Bearer ey"));
        assertTrue(browser.get("/cart").body().contains("장바구니가 비어 있습니다."));
    }

    @Test
    void pressingManyTimesMakesOneOrder() throws Exception {
        Browser.Page review = browser.get("/checkout");
        Callable<String> press = () -> browser.copy()
                .post("/checkout", "attempt", review.input("attempt"), "total", review.input("total"))
                .location();
        List<String> targets;
        try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
            targets = pool.invokeAll(Collections.nCopies(6, press)).stream()
                    .map(one -> one.resultNow())
                    .toList();
        }
        assertEquals(1, origin.orderCount());
        assertEquals(1, Set.copyOf(targets).size(), targets.toString());
        assertTrue(targets.getFirst().startsWith("http://pg."), targets.toString());

        Browser.Page late = browser.post("/checkout", "attempt", review.input("attempt"), "total", "36000");
        assertEquals(targets.getFirst(), late.location());
        assertEquals(1, origin.orderCount());
    }

    @Test
    void theNextOrderOfTheSameGoodsIsAnother() {
        browser.post("/checkout");
        browser.post("/cart/items", "sku", "TEA-UJEON", "quantity", 2);
        browser.post("/checkout");
        assertEquals(2, origin.orderCount());
        assertEquals(2, keysSent().size());
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameKey() {
        origin.mood = Mood.LOSES_ANSWERS;
        assertEquals(303, browser.post("/checkout").status());
        assertEquals(1, origin.orderCount());
        assertEquals(1, keysSent().size());
    }

    @Test
    void anAttemptInFlightElsewhereIsWaitedFor() {
        origin.mood = Mood.IN_FLIGHT;
        assertEquals(303, browser.post("/checkout").status());
        assertEquals(1, origin.orderCount());
    }

    @Test
    void withoutAnAnswerTheCartIsKeptAndTheNextTryHasTheSameKey() {
        origin.mood = Mood.DOWN;
        Browser.Page page = browser.post("/checkout");
        assertEquals(503, page.status());
        assertEquals("3", page.header("Retry-After"));
        assertTrue(page.body().contains("주문 시스템에 잠시 연결할 수 없습니다"));
        assertEquals("2", browser.get("/cart").input("quantity"));

        origin.mood = Mood.WELL;
        assertEquals(303, browser.post("/checkout").status());
        assertEquals(1, keysSent().size());
    }

    @Test
    void aChangedPriceIsShownBeforeItIsPaid() {
        Browser.Page review = browser.get("/checkout");
        origin.teaPrice = 19000;
        Browser.Page page =
                browser.post("/checkout", "attempt", review.input("attempt"), "total", review.input("total"));
        assertEquals(409, page.status());
        assertTrue(page.body().contains("가격이 바뀌었습니다"));
        assertEquals("38000", page.input("total"));
        assertEquals(0, origin.orderCount());
        assertEquals(
                303,
                browser.post("/checkout", "attempt", page.input("attempt"), "total", page.input("total"))
                        .status());
        assertEquals(1, origin.orderCount());
    }

    @Test
    void nobodyPaysAnotherSumThanTheOneTheySaw() {
        Browser.Page review = browser.get("/checkout");
        origin.teaPrice = 19000;
        catalog.refresh();
        Browser.Page page =
                browser.post("/checkout", "attempt", review.input("attempt"), "total", review.input("total"));
        assertEquals(409, page.status());
        assertEquals(0, origin.orderCount());
    }

    @Test
    void aCartChangedInAnotherTabIsShownAgain() {
        Browser.Page review = browser.get("/checkout");
        browser.post("/cart/items", "sku", "TEA-PLUM", "quantity", 1);
        Browser.Page page =
                browser.post("/checkout", "attempt", review.input("attempt"), "total", review.input("total"));
        assertEquals(409, page.status());
        assertTrue(page.body().contains("장바구니가 바뀌었습니다"));
        assertEquals(0, origin.orderCount());
    }

    @Test
    void aShortStockIsShownWithWhatIsLeft() {
        origin.mood = Mood.OUT_OF_STOCK;
        Browser.Page page = browser.post("/checkout");
        assertEquals(409, page.status());
        assertTrue(page.body().contains("남은 수량 1개"), page.body());
        assertFalse(page.body().contains("결제하기"), "what cannot be ordered can be paid");
        assertEquals("2", browser.get("/cart").input("quantity"));
    }

    @Test
    void anEmptyCartIsRefused() {
        browser.post("/cart/items/TEA-UJEON", "quantity", 0);
        Browser.Page page = browser.post("/checkout");
        assertEquals(422, page.status());
        assertTrue(page.body().contains("장바구니가 비어 있습니다"));
        assertEquals("/cart", browser.get("/checkout").location());
    }

    @Test
    void whoIsNotLoggedInLogsInFirst() {
        Browser stranger = new Browser();
        assertEquals("/login?next=%2Fcheckout", stranger.get("/checkout").location());
        assertEquals("/login?next=%2Fcheckout", stranger.post("/checkout").location());
        assertEquals("/login?next=%2Forders", stranger.get("/orders").location());
        assertEquals(
                401,
                stranger.with("Accept", "application/json")
                        .get("/orders/N1/state")
                        .status());
    }

    @Test
    void anOrdersPageTellsTheTruthWhateverTheAddressClaims() {
        browser.post("/checkout");
        String path = browser.get("/orders").body().replaceAll("(?s).*href=\"(/orders/N\\d+)\".*", "$1");

        Browser.Page ready = browser.get(path + "?result=paid");
        assertTrue(ready.body().contains("<b>주문 접수</b> <code>order.created</code>"), ready.body());
        assertTrue(ready.body().contains("결제를 기다리고 있습니다"));
        assertTrue(ready.body().contains("href=\"http://pg.shop.localhost:8080/toss/pay"));

        origin.paymentStatus = "UNKNOWN";
        Browser.Page checking = browser.get(path);
        assertTrue(checking.body().contains("결제 확인 중"));
        assertTrue(checking.body().contains("data-poll=\"" + path + "/state\""));
        assertFalse(checking.body().contains("href=\"http://pg."), "a payment in doubt can be paid twice");
        assertFalse(checking.body().contains("/cancel"));
        Browser script = browser.copy().with("Accept", "application/json");
        assertTrue(script.get(path + "/state").body().contains("\"settled\":false"));

        origin.paymentStatus = "PAID";
        assertTrue(script.get(path + "/state").body().contains("\"settled\":true"));
        assertTrue(browser.get(path).body().contains("결제가 완료되었습니다"));
        assertTrue(browser.get(path).body().contains("<dd>Toss Payments</dd>"), "the gateway by its name");

        origin.paymentStatus = "A_STATE_OF_A_LATER_VERSION";
        assertEquals(200, browser.get(path).status());
    }

    @Test
    void aDeclinedOrderCanBePaidAgain() {
        browser.post("/checkout");
        String path = browser.get("/orders").body().replaceAll("(?s).*href=\"(/orders/N\\d+)\".*", "$1");
        origin.paymentStatus = "DECLINED";
        assertTrue(browser.get(path).body().contains("다시 결제하기"));
        assertTrue(browser.post(path + "/pay").location().startsWith("http://pg."));

        origin.paymentStatus = "PAID";
        assertEquals(409, browser.post(path + "/pay").status());
    }

    @Test
    void whatOriginRefusesIsRefusedHere() {
        assertEquals(404, browser.get("/orders/N999999").status());
        assertEquals(404, browser.get("/orders/..%2f..%2fproducts").status());
        assertEquals(409, browser.post("/orders/N000001/cancel").status());
    }
}
