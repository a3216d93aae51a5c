package dev.naru.shop.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.shop.Browser;
import dev.naru.shop.Stage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Stage.class)
class PagesTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @Test
    void koreanComesFirstAndEnglishIsKept() {
        Browser browser = new Browser().with("Accept-Language", "en");
        assertTrue(browser.get("/").body().contains("<html lang=\"ko\">"));
        Browser.Page english = browser.get("/products/TEA-UJEON?lang=en");
        assertTrue(english.body().contains("<html lang=\"en\">"));
        assertTrue(english.body().contains("Hadong first-flush green tea"));
        assertTrue(english.body().contains("₩18,000"));
        assertTrue(browser.get("/cart").body().contains("Your cart is empty."));
        assertTrue(browser.get("/nope").body().contains("There is no such page"));
        assertTrue(browser.get("/cart?lang=xx").body().contains("Your cart is empty."), "an unknown language changes");
        assertTrue(browser.get("/cart?lang=ko").body().contains("장바구니가 비어 있습니다."));
    }

    @Test
    void theBadgeTellsWhoMadeThePage() {
        Browser.Page page = new Browser().with("X-Request-Id", ID).get("/");
        assertEquals(ID, page.header("X-Request-Id"));
        assertEquals("local", page.header("X-Naru-Replica"));
        assertTrue(page.body().contains("<b>local</b>") && page.body().contains(ID));
        assertFalse(page.body().contains("/dev/kill"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"short", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcdef0", "<script>"})
    void aRequestIdThatIsNoneIsReplaced(String sent) {
        String id = new Browser().with("X-Request-Id", sent).get("/").header("X-Request-Id");
        assertTrue(id.matches("[0-9a-f]{32}"), id);
        assertNotEquals(sent, id);
    }

    @Test
    void pagesCarrySafeHeaders() {
        for (String path : List.of("/", "/nope", "/login")) {
            Browser.Page page = new Browser().get(path);
            String csp = page.header("Content-Security-Policy");
            assertTrue(csp.contains("default-src 'none'") && csp.contains("frame-ancestors 'none'"), csp);
            assertFalse(csp.contains("unsafe"), csp);
            assertEquals("nosniff", page.header("X-Content-Type-Options"));
            assertEquals("strict-origin-when-cross-origin", page.header("Referrer-Policy"));
            assertEquals("private, no-store", page.header("Cache-Control"));
            assertFalse(page.body().contains(" style="), "the policy forbids inline styles");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/logout",
                "/cart/items",
                "/cart/items/TEA-UJEON",
                "/checkout",
                "/auth/ticket",
                "/orders/N1/cancel",
                "/dev/kill"
            })
    void noOtherSiteCanSendAForm(String path) {
        Browser member = new Browser().login("hana");
        assertEquals(
                403,
                member.copy().with("Sec-Fetch-Site", "cross-site").post(path).status());
        assertEquals(
                403,
                member.copy().with("Sec-Fetch-Site", "same-site").post(path).status());
        Browser.Page page = member.copy().with("Origin", "https://evil.example").post(path);
        assertEquals(403, page.status());
        assertTrue(page.body().contains("다른 사이트에서 보낸 요청은 받지 않습니다"));
        assertTrue(member.get("/whoami").body().contains("\"member\":\"hana\""), "still logged in");
    }

    @Test
    void theShopsOwnFormsAreTaken() {
        Browser browser = new Browser()
                .with("Sec-Fetch-Site", "same-origin")
                .with("Origin", "http://localhost:" + io.restassured.RestAssured.port);
        assertEquals(303, browser.post("/cart/items", "sku", "TEA-PLUM").status());
    }

    @Test
    void errorsArePagesForBrowsersAndProblemsForScripts() {
        Browser.Page page = new Browser().with("X-Request-Id", ID).get("/products/NO-SUCH");
        assertEquals(404, page.status());
        assertTrue(page.body().contains("찾으시는 페이지가 없습니다") && page.body().contains(ID));

        Browser.Page problem = new Browser()
                .with("Accept", "application/json")
                .with("X-Request-Id", ID)
                .get("/products/NO-SUCH");
        assertEquals(404, problem.status());
        assertEquals("application/problem+json", problem.header("Content-Type").split(";")[0]);
        assertTrue(problem.body().contains("\"type\":\"https://naru.dev/problems/not-found\""), problem.body());
        assertTrue(problem.body().contains("\"requestId\":\"" + ID + "\""), problem.body());
    }

    @Test
    void otherMethodsAndTooLargeFormsAreRefused() {
        Browser.Page page = new Browser().post("/products/TEA-UJEON");
        assertEquals(405, page.status());
        assertEquals(404, new Browser().post("/dev/kill").status());
        assertEquals(
                413, new Browser().post("/login", "email", "a".repeat(70_000)).status());
    }

    @Test
    void whatOthersWroteIsShownAsText() {
        Browser.Page page = new Browser().post("/login", "email", "\"><script>alert(1)</script>", "password", "x");
        assertEquals(401, page.status());
        assertFalse(page.body().contains("<script>alert"));
    }

    @Test
    void assetsAreKeptForEverUnderTheirOwnHashOnly() {
        String css = new Browser().get("/").body().replaceAll("(?s).*href=\"(/assets/[^\"]+css)\".*", "$1");
        Browser.Page own = new Browser().get(css);
        assertEquals(200, own.status());
        assertEquals("public, max-age=31536000, immutable", own.header("Cache-Control"));
        assertEquals(
                304,
                new Browser().with("If-None-Match", own.header("ETag")).get(css).status());

        Browser.Page others = new Browser().get("/assets/0000000000000000/shop.css");
        assertEquals(200, others.status(), "during a rolling update a page of another version must not lose its looks");
        assertEquals("no-store", others.header("Cache-Control"));
        assertEquals(
                404,
                new Browser()
                        .get("/assets/0000000000000000/application.properties")
                        .status());
    }
}
