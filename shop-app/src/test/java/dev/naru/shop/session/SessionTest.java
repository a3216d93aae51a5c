package dev.naru.shop.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.shop.Browser;
import dev.naru.shop.Stage;
import dev.naru.shop.platform.Redis;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Stage.class)
class SessionTest {

    @Inject
    SessionStore store;

    @Inject
    Redis redis;

    @Inject
    RedisDataSource source;

    private static final Member HANA = new Member("hana", "hana@shop.localhost", "하나");

    @Test
    void whoReadsRedisCannotForgeACookie() {
        Browser browser = new Browser().login("hana");
        String id = browser.cookies.get("SID");
        assertEquals("hana", redis.hash(SessionStore.key(id)).get("member"));
        assertFalse(source.key().keys("*").stream().anyMatch(key -> key.contains(id)));
    }

    @Test
    void anIdTheShopDidNotMakeIsNotAdopted() {
        Browser browser = new Browser();
        browser.cookies.put("SID", "a".repeat(43));
        browser.post("/cart/items", "sku", "TEA-PLUM");
        assertFalse(browser.cookies.get("SID").startsWith("aaa"));
        browser.cookies.put("SID", "../../etc/passwd");
        assertEquals(200, browser.get("/").status());
    }

    @RepeatedTest(30)
    void aWriteThatMeetsALogoutNeverBringsTheSessionBack() throws Exception {
        String id = "zombie-" + System.nanoTime();
        Session session = store.create(id, HANA);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<?>> writes = List.of(
                    pool.submit(() -> await(go, () -> store.put(session.key(), "ordered", "1"))),
                    pool.submit(() -> await(go, () -> store.put(session.key(), "seen", "1"))),
                    pool.submit(() -> await(go, () -> store.delete(session.key()))),
                    pool.submit(() -> await(go, () -> store.put(session.key(), "ordered", "2"))));
            go.countDown();
            for (Future<?> write : writes) {
                write.get();
            }
        }
        assertEquals(Map.of(), redis.hash(session.key()));
    }

    private static void await(CountDownLatch go, Runnable action) {
        try {
            go.await();
            action.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void afterALogoutTheCookieOpensNothing() {
        Browser browser = new Browser().login("hana");
        Browser other = browser.copy();
        assertEquals(303, browser.post("/logout").status());
        assertFalse(browser.cookies.containsKey("SID"));
        assertTrue(other.get("/whoami").body().contains("\"member\":null"));
    }

    @Test
    void readingMovesTheEndAtMostOnceAMinute() {
        Session session = store.create("touch-me", HANA);
        source.key().pexpire(session.key(), 100_000);
        store.find("touch-me");
        assertTrue(source.key().pttl(session.key()) <= 100_000, "moved within the minute");

        String longAgo = Long.toString(Instant.now().getEpochSecond() - 61);
        source.hash(String.class).hset(session.key(), "seen", longAgo);
        store.find("touch-me");
        assertTrue(source.key().pttl(session.key()) > 100_000, "not moved after a minute");
    }

    @Test
    void aSessionEndsByAgeHoweverBusy() {
        Session session = store.create("old-one", HANA);
        assertTrue(store.find("old-one").isPresent());
        source.hash(String.class).hset(session.key(), "created", "1");
        assertTrue(store.find("old-one").isEmpty());
    }
}
