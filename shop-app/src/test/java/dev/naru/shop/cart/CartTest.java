package dev.naru.shop.cart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.shop.Browser;
import dev.naru.shop.Stage;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Stage.class)
class CartTest {

    @Inject
    CartStore store;

    @Inject
    RedisDataSource redis;

    private String session;
    private String owner;

    @BeforeEach
    void aLiveSession() {
        owner = UUID.randomUUID().toString();
        session = "session:" + owner;
        redis.hash(String.class).hset(session, "seen", "0");
        redis.key().del("cart:{member:hana}");
    }

    private void add(String sku, int quantity) {
        assertTrue(store.write(session, owner, CartStore.Mode.ADD, sku, quantity));
    }

    @Test
    void aCartFillsChangesAndEmpties() {
        Browser browser = new Browser();
        browser.post("/cart/items", "sku", "TEA-PLUM", "quantity", 2);
        browser.post("/cart/items", "sku", "TEA-PLUM", "quantity", 3);
        Browser.Page page = browser.get("/cart");
        assertEquals("5", page.input("quantity"));
        assertTrue(page.body().contains("60,000원"), page.body());

        browser.post("/cart/items/TEA-PLUM", "quantity", 1);
        assertEquals("1", browser.get("/cart").input("quantity"));
        browser.post("/cart/items/TEA-PLUM", "quantity", 0);
        assertTrue(browser.get("/cart").body().contains("장바구니가 비어 있습니다."));
    }

    @Test
    void whatIsNoQuantityOrNoProductIsRefusedAndChangesNothing() {
        Browser browser = new Browser();
        for (String quantity : new String[] {"0", "-1", "100", "1e3", "", "99999999999"}) {
            assertEquals(
                    422,
                    browser.post("/cart/items", "sku", "TEA-PLUM", "quantity", quantity)
                            .status());
        }
        assertEquals(404, browser.post("/cart/items", "sku", "NO-SUCH").status());
        assertEquals(404, browser.post("/cart/items").status());
        assertEquals(422, browser.post("/cart/items/TEA-PLUM", "quantity", "x").status());
        assertFalse(browser.cookies.containsKey("SID"), "a refused request opened a session");
    }

    @Test
    void quantitiesStopAt99AndKindsAt50() {
        add("TEA-PLUM", 60);
        add("TEA-PLUM", 60);
        assertEquals(99, store.read(owner).quantities().get("TEA-PLUM"));

        Browser browser = new Browser();
        for (int i = 0; i < 50; i++) {
            assertEquals(303, browser.post("/cart/items", "sku", "X-" + i).status());
        }
        Browser.Page refused = browser.post("/cart/items", "sku", "X-50");
        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("50종류"));
        assertEquals(303, browser.post("/cart/items", "sku", "X-49").status(), "more of what is in it fits");
    }

    @Test
    void whatLayInTheCartBeforeLoginLiesInTheMembers() {
        Browser first = new Browser();
        first.post("/cart/items", "sku", "TEA-PLUM", "quantity", 2);
        first.login("hana");
        Browser second = new Browser();
        second.post("/cart/items", "sku", "TEA-PLUM", "quantity", 1);
        second.post("/cart/items", "sku", "POT-CLAY", "quantity", 1);
        second.login("hana");
        assertEquals(
                Map.of("TEA-PLUM", 3, "POT-CLAY", 1), store.read("member:hana").quantities());
    }

    @Test
    void manyMergesAtOnceMoveACartOnce() throws Exception {
        String target = "member:" + UUID.randomUUID();
        add("TEA-PLUM", 2);
        add("POT-CLAY", 90);
        Callable<Void> merge = () -> {
            store.merge(owner, target);
            return null;
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            pool.invokeAll(Collections.nCopies(40, merge));
        }
        assertEquals(Map.of("TEA-PLUM", 2, "POT-CLAY", 90), store.read(target).quantities());
        assertTrue(store.read(owner).isEmpty());
    }

    @Test
    void aMergeKeepsTheBounds() {
        String target = "member:" + UUID.randomUUID();
        for (int i = 0; i < 50; i++) {
            store.write(session, target, CartStore.Mode.ADD, "X-" + i, 60);
        }
        add("X-0", 60);
        add("TEA-PLUM", 1);
        store.merge(owner, target);
        Cart merged = store.read(target);
        assertEquals(50, merged.quantities().size());
        assertEquals(99, merged.quantities().get("X-0"));
        assertNull(merged.quantities().get("TEA-PLUM"));
    }

    @Test
    void additionsFromManyReplicasAtOnceAllCount() throws Exception {
        Callable<Boolean> add = () -> store.write(session, owner, CartStore.Mode.ADD, "TEA-PLUM", 1);
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            pool.invokeAll(Collections.nCopies(60, add));
        }
        assertEquals(60, store.read(owner).quantities().get("TEA-PLUM"));
    }

    @Test
    void afterALogoutNothingIsWritten() {
        redis.key().del(session);
        assertFalse(store.write(session, owner, CartStore.Mode.ADD, "TEA-PLUM", 1));
        assertTrue(store.read(owner).isEmpty());
        assertFalse(redis.key().exists(session));
    }

    @Test
    void anAttemptLastsUntilTheCartChanges() {
        add("TEA-PLUM", 1);
        String first = store.beginCheckout(session, owner).attempt();
        assertEquals(first, store.beginCheckout(session, owner).attempt());
        add("TEA-PLUM", 1);
        String second = store.beginCheckout(session, owner).attempt();
        assertFalse(second.equals(first));

        store.ordered(owner, first);
        assertFalse(store.read(owner).isEmpty(), "an order of the old contents must not empty the new ones");
        store.ordered(owner, second);
        assertTrue(store.read(owner).isEmpty());
    }
}
