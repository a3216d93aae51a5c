package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import dev.naru.edge.server.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Who may use a route, over real connections: addresses, referers, passwords and tokens. */
class AccessTest {
    private static final int COST = 4; // the lowest, so that tests are quick

    private static RecordingBackEnd backEnd;
    private static Tokens tokens;
    private static Path folder;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() throws Exception {
        backEnd = new RecordingBackEnd();
        tokens = new Tokens();
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "edges")), "access");
        Files.writeString(folder.resolve("staff"), "# operators\nminji:" + hash("한강 7") + "\n");
        edge = EdgeUnderTest.edge()
                .to(backEnd)
                .listeners("listeners: [ { name: http, address: \"127.0.0.1:0\" },"
                        + " { name: proxied, address: \"127.0.0.1:0\", proxyProtocol: true } ]")
                .more("""
                        trustedProxies: [ 127.0.0.1 ]
                        userFiles: [ { name: staff, file: staff, realm: Operators } ]
                        tokenIssuers:
                          - name: shop
                            jwksUrl: "%s"
                            issuer: naru-shop
                            audiences: [ naru-api ]
                            identityHeaders: [ { header: X-User-Id, claim: sub } ]
                        """.formatted(tokens.url()))
                .sites("""
                          - name: access
                            hosts: [ access.test, "*.shop.test" ]
                            access: { addresses: [ "deny 192.0.2.66", "allow 192.0.2.0/24", "allow 127.0.0.1", "allow 2001:db8::/32", "deny all" ] }
                            routes:
                              - { name: inside, path: /inside/, proxy: { upstream: app } }
                              - { name: public, path: /public/, proxy: { upstream: app }, access: { inherit: false } }
                              - { name: pictures, path: /pictures/, proxy: { upstream: app }, access: { referers: [ none, site-hosts, partner.test ] } }
                              - { name: strict, path: /strict/, proxy: { upstream: app }, access: { referers: [ blocked, "*.shop.test" ] } }
                              - { name: staff, path: /staff/, proxy: { upstream: app }, access: { basic: { users: staff } } }
                              - { name: told, path: /told/, proxy: { upstream: app }, access: { basic: { users: staff, forward: true } } }
                              - { name: orders, path: /orders/, proxy: { upstream: app }, access: { jwt: { issuer: shop } } }
                              - { name: maybe, path: /maybe/, proxy: { upstream: app }, access: { jwt: { issuer: shop, optional: true, forward: false } } }
                        """)
                .start(folder);
    }

    private static String hash(String password) {
        return BCrypt.hashpw(password, BCrypt.gensalt("$2y", COST));
    }

    @AfterAll
    static void stop() throws Exception {
        edge.close();
        backEnd.close();
        tokens.close();
        assertEquals(0, backEnd.violations().size(), backEnd.violations()::toString);
    }

    @AfterEach
    void forget() {
        backEnd.drain();
    }

    private static String request(String path, String fields) {
        return "GET " + path + " HTTP/1.1\r\nHost: access.test\r\n" + fields + "\r\n";
    }

    private static Answer get(String path, String fields) throws IOException {
        try (RawClient client = edge.connect()) {
            return client.send(request(path, fields)).answer();
        }
    }

    private static int status(String path, String fields) throws IOException {
        return get(path, fields).status();
    }

    private static String from(String chain) {
        return "X-Forwarded-For: " + chain + "\r\n";
    }

    private static String basic(String credentials) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    // ---- addresses

    @Test
    void theFirstRuleThatHoldsTheAddressDecides() throws Exception {
        assertEquals(200, status("/inside/", ""), "the peer itself");
        assertEquals(200, status("/inside/", from("192.0.2.1")));
        assertEquals(200, status("/inside/", from("::ffff:192.0.2.1")));
        assertEquals(200, status("/inside/", from("2001:db8::1")));
        long before = edge.outcomes(Outcome.ADDRESS_DENIED);
        assertEquals(403, status("/inside/", from("192.0.2.66")));
        assertEquals(403, status("/inside/", from("203.0.113.1")));
        assertEquals(403, status("/inside/", from("2001:db9::1")));
        EdgeUnderTest.await("three outcomes", () -> edge.outcomes(Outcome.ADDRESS_DENIED) == before + 3);
        assertEquals(200, status("/public/", from("203.0.113.1")), "a route that does not inherit");
    }

    @Test
    void aForgedChainOpensNothing() throws Exception {
        assertEquals(403, status("/inside/", from("192.0.2.1, 203.0.113.1")));
        assertEquals(403, status("/inside/", from("192.0.2.1") + from("203.0.113.1, 127.0.0.1")));
        assertEquals(
                403, status("/inside/", "X-Real-IP: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\n" + from("203.0.113.1")));
    }

    @Test
    void aProxyHeaderTellsTheClientAndItsWordOnOthersIsNotBelieved() throws Exception {
        assertEquals(200, proxied("192.0.2.1", from("203.0.113.1")));
        assertEquals(403, proxied("203.0.113.1", from("192.0.2.1")));
        assertEquals(403, proxied("192.0.2.66", ""));
    }

    private static int proxied(String client, String fields) throws IOException {
        try (RawClient proxy = RawClient.connect(edge.address(1))) {
            proxy.send("PROXY TCP4 " + client + " 127.0.0.1 4711 80\r\n" + request("/inside/", fields));
            return proxy.answer().status();
        }
    }

    // ---- referers

    @Test
    void linksComeFromListedHosts() throws Exception {
        assertEquals(200, status("/pictures/", ""));
        assertEquals(200, status("/pictures/", "Referer: https://access.test/page\r\n"));
        assertEquals(200, status("/pictures/", "Referer: HTTP://WWW.Shop.test:8080?x\r\n"));
        assertEquals(200, status("/pictures/", "Referer: https://partner.test\r\n"));
        assertEquals(403, status("/pictures/", "Referer: https://evil.test/?https://access.test/\r\n"));
        assertEquals(403, status("/pictures/", "Referer: https://access.test.evil.test/\r\n"));
        assertEquals(403, status("/pictures/", "Referer: https://evilshop.test/\r\n"));
        assertEquals(403, status("/pictures/", "Referer: https://access.test@evil.test/\r\n"));
        assertEquals(403, status("/pictures/", "Referer: about:client\r\n"), "blocked is not listed");
        assertEquals(403, status("/strict/", ""), "none is not listed");
        assertEquals(200, status("/strict/", "Referer: removed by a firewall\r\n"));
        assertEquals(200, status("/strict/", "Referer: https://www.shop.test/\r\n"));
        assertEquals(403, status("/strict/", "Referer: https://shop.test/\r\n"));
    }

    // ---- passwords

    @Test
    void aPasswordIsAskedForAndNotPassedOn() throws Exception {
        Answer asked = get("/staff/", "");
        assertEquals(401, asked.status());
        assertEquals("Basic realm=\"Operators\", charset=\"UTF-8\"", asked.only("WWW-Authenticate"));
        assertEquals(401, status("/staff/", basic("minji:wrong")));
        assertEquals(401, status("/staff/", basic("nobody:한강 7")));
        assertEquals(401, status("/staff/", "Authorization: Basic ~~~\r\n"));
        assertEquals(401, status("/staff/", basic("minji:한강 7") + basic("minji:wrong")), "two fields");
        assertEquals(401, status("/staff/", basic("minji:" + "x".repeat(100))));
        assertEquals(0, backEnd.waiting());
        for (int i = 0; i < 2; i++) { // verified, then remembered
            assertEquals(200, status("/staff/", basic("minji:한강 7")));
            assertNull(backEnd.take().only("Authorization"));
        }
        assertEquals(401, status("/staff/", basic("minji:wrong")), "still wrong");
        assertEquals(200, status("/told/", basic("minji:한강 7")));
        assertTrue(backEnd.take().only("Authorization").startsWith("Basic "));
    }

    @Test
    void aChangedFileIsReadAndABrokenOneIsNot() throws Exception {
        Path file = folder.resolve("staff");
        String before = Files.readString(file);
        assertEquals(401, status("/staff/", basic("jun:secret")));
        Files.writeString(file, before + "jun:" + hash("secret") + "\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        assertEquals(200, status("/staff/", basic("jun:secret")));
        Files.writeString(file, "jun:{SHA}nonsense\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_100_000_000_000L));
        assertEquals(200, status("/staff/", basic("minji:한강 7")));
        assertEquals(401, status("/staff/", basic("jun:other")));
        Files.writeString(file, before);
    }

    // ---- tokens

    @Test
    void aTokenIsAskedForAndItsUserIsTold() throws Exception {
        Answer asked = get("/orders/", "");
        assertEquals(401, asked.status());
        assertEquals("Bearer realm=\"edge\"", asked.only("WWW-Authenticate"));
        Answer refused = get("/orders/", bearer("a.b.c"));
        assertEquals(401, refused.status());
        assertTrue(refused.only("WWW-Authenticate").contains("error=\"invalid_token\""));
        assertEquals(401, status("/orders/", bearer(tokens.token("member-1", -10))), "expired");
        assertEquals(401, status("/orders/", basic("minji:한강 7")), "no bearer");
        assertEquals(0, backEnd.waiting());
        String token = tokens.token("member-1");
        for (int i = 0; i < 2; i++) { // verified, then remembered
            assertEquals(200, status("/orders/", bearer(token)));
            StrictReader.Request seen = backEnd.take();
            assertEquals("member-1", seen.only("X-User-Id"));
            assertEquals("Bearer " + token, seen.only("Authorization"));
        }
        assertEquals(401, status("/orders/", bearer(token.substring(0, token.length() - 2) + "xx")));
        assertTrue(tokens.fetches.get() <= 2, "fetches: " + tokens.fetches);
    }

    @Test
    void identityHeadersOfClientsNeverArrive() throws Exception {
        String forged = "X-User-Id: admin\r\nx-user-id: root\r\nX_User_Id: admin\r\nX-USER_ID: admin\r\n";
        for (String path : List.of("/public/", "/maybe/")) {
            assertEquals(200, status(path, forged));
            StrictReader.Request seen = backEnd.take();
            assertTrue(
                    seen.fields().stream()
                            .noneMatch(field -> field.name().replace('_', '-').equalsIgnoreCase("x-user-id")),
                    seen::toString);
        }
        assertEquals(200, status("/maybe/", forged + bearer(tokens.token("member-2"))));
        StrictReader.Request seen = backEnd.take();
        assertEquals("member-2", seen.only("X-User-Id"));
        assertNull(seen.only("X_User_Id"));
        assertNull(seen.only("Authorization"), "forward: false");
        assertEquals(200, status("/maybe/", forged + "Connection: x-user-id\r\n" + bearer(tokens.token("member-3"))));
        assertEquals("member-3", backEnd.take().only("X-User-Id"));
        assertEquals(401, status("/maybe/", bearer("wrong")), "anonymous passes, a bad token does not");
    }

    @Test
    void bodiesAndPipelinedRequestsWaitForTheVerdict() throws Exception {
        String large = "y".repeat(200_000);
        try (RawClient client = edge.connect()) {
            client.send("POST /orders/ HTTP/1.1\r\nHost: access.test\r\nContent-Length: 200000\r\n"
                    + bearer(tokens.token("member-4")) + "\r\n" + large
                    + "POST /orders/ HTTP/1.1\r\nHost: access.test\r\nTransfer-Encoding: chunked\r\n"
                    + bearer(tokens.token("member-5")) + "\r\n3\r\nabc\r\n0\r\n\r\n"
                    + request("/orders/", bearer(tokens.token("member-6")))
                    + request("/public/", ""));
            for (int i = 0; i < 4; i++) {
                assertEquals(200, client.answer().status(), "answer " + i);
            }
        }
        StrictReader.Request first = backEnd.take();
        assertEquals("member-4", first.only("X-User-Id"));
        assertEquals(large, first.text());
        StrictReader.Request second = backEnd.take();
        assertEquals("member-5", second.only("X-User-Id"));
        assertEquals("abc", second.text());
        assertEquals("member-6", backEnd.take().only("X-User-Id"));
        assertNull(backEnd.take().only("X-User-Id"));
    }

    @Test
    void aClientThatEndsItsSideStillGetsItsAnswer() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send(request("/orders/", bearer(tokens.token("member-8")))).finish();
            assertEquals(200, client.answer().status());
            assertTrue(client.ends());
        }
    }

    @Test
    void aClientMayLeaveWhileItIsVerified() throws Exception {
        for (int i = 0; i < 50; i++) {
            RawClient client = edge.connect();
            client.send(request("/staff/", basic("minji:guess-" + i)));
            client.reset();
        }
        assertEquals(200, status("/staff/", basic("minji:한강 7")));
    }
}
