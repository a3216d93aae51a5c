package dev.naru.shop.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.shop.Await;
import dev.naru.shop.Browser;
import dev.naru.shop.FakeOrigin.Mood;
import dev.naru.shop.Stage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Stage.class)
class CatalogTest {

    @Inject
    Catalog catalog;

    @Inject
    CatalogSource source;

    @BeforeEach
    void aGoodCopy() {
        Stage.origin().reset();
        // The circuit breaker may still be open from the last test.
        Await.until(Duration.ofSeconds(15), () -> {
            catalog.refresh();
            return catalog.isCurrent();
        });
    }

    @Test
    void pagesGoOnWithoutOriginAndSayTheyAreOld() {
        Stage.origin().mood = Mood.DOWN;
        catalog.refresh();
        assertFalse(catalog.isCurrent());
        Browser.Page home = new Browser().get("/");
        assertEquals(200, home.status());
        assertTrue(home.body().contains("하동 우전 녹차"));
        assertTrue(home.body().contains("상품 정보를 갱신하지 못해"));
        Browser.Page product = new Browser().get("/products/POT-CLAY");
        assertEquals(200, product.status());
        assertTrue(product.body().contains("사진 후기를 불러오지 못했습니다"));
    }

    @Test
    void aReplicaThatStartsWithoutOriginReadsTheCopyInRedis() {
        Stage.origin().mood = Mood.DOWN;
        Copy copy = source.read(null);
        assertFalse(copy.current());
        assertTrue(copy.bySku().containsKey("TEA-UJEON"));
    }

    @Test
    void anUnchangedCatalogIsNotSentAgain() {
        Copy first = source.read(null);
        Copy second = source.read(first);
        assertEquals(first.bySku(), second.bySku());
        assertTrue(second.current());
    }

    @Test
    void readersInTheRefreshIntervalDoNotReachOrigin() {
        new Browser().get("/");
        Stage.origin().calls.clear();
        for (int i = 0; i < 20; i++) {
            new Browser().get("/");
        }
        assertTrue(Stage.origin().calls.isEmpty(), Stage.origin().calls.toString());
    }
}
