package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.http.Lines;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Only what the edge has signed is believed, and it says nothing to anybody else. */
class AffinityCookieTest {
    private static final byte[] KEY = key(1);
    private static final byte[] OLD_KEY = key(2);

    private final RequestHead head = new RequestHead(100);
    private byte[] in = {};

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    private static AffinityCookie cookie(byte[]... keys) {
        return new AffinityCookie("LBSESSIONID", "; Path=/; HttpOnly; SameSite=Lax", List.of(keys));
    }

    private boolean read(AffinityCookie cookie, String field) {
        in = ("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + field + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(new RequestParser(8192, 32768).parse(in, 0, in.length, head) > 0);
        return cookie.read(in, head.fields);
    }

    private static String line(AffinityCookie cookie, long user, long server, boolean https) {
        Lines lines = new Lines();
        cookie.write(lines, user, server, https);
        return lines.toString();
    }

    private static String value(AffinityCookie cookie, long user, long server) {
        String line = line(cookie, user, server, false);
        return line.substring(line.indexOf('=') + 1, line.indexOf(';'));
    }

    @Test
    void theLineHasItsAttributesAndSecureOverHttpsOnly() {
        AffinityCookie cookie = cookie(KEY);
        String plain = line(cookie, 1, 2, false);
        assertTrue(
                plain.matches("Set-Cookie: LBSESSIONID=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax\r\n"), plain);
        assertEquals(plain.replace("\r\n", "; Secure\r\n"), line(cookie, 1, 2, true));
    }

    @Property(tries = 200)
    void whatWasSetIsReadByAnyEdgeWithTheKey(@ForAll long user, @ForAll long server) {
        String value = value(cookie(KEY), user, server);
        AffinityCookie another = cookie(KEY);
        assertTrue(read(another, "a=b; LBSESSIONID=" + value + "; c=d"));
        assertEquals(user, another.user());
        assertEquals(server, another.server());
    }

    @Test
    void everyChangedLetterIsRefused() {
        AffinityCookie cookie = cookie(KEY);
        String value = value(cookie, 0x1122334455667788L, 42);
        for (int i = 0; i < value.length(); i++) {
            for (char c : "AZaz09-_+/=;\u00e9".toCharArray()) {
                if (value.charAt(i) != c) {
                    assertFalse(
                            read(cookie, "LBSESSIONID=" + value.substring(0, i) + c + value.substring(i + 1)),
                            "letter " + i + " as " + c);
                }
            }
        }
        assertFalse(read(cookie, "LBSESSIONID=" + value + "A"));
        assertFalse(read(cookie, "LBSESSIONID=" + value.substring(1)));
        assertFalse(read(cookie, "LBSESSIONID="));
        assertFalse(read(cookie, "LBSESSIONID"));
        assertFalse(read(cookie, "lbsessionid=" + value), "names have case");
        assertFalse(read(cookie, "XLBSESSIONID=" + value));
        assertTrue(read(cookie, "LBSESSIONID=" + value));
    }

    @Test
    void anotherKeyOrAnotherNameDoesNotDo() {
        String value = value(cookie(KEY), 7, 0);
        assertFalse(read(cookie(OLD_KEY), "LBSESSIONID=" + value));
        assertFalse(read(new AffinityCookie("OTHER", "", List.of(KEY)), "OTHER=" + value));
    }

    @Test
    void anOldKeyIsReadUntilItIsGoneFromTheFile() {
        String value = value(cookie(OLD_KEY), 7, 9);
        AffinityCookie rotating = cookie(KEY, OLD_KEY);
        assertTrue(read(rotating, "LBSESSIONID=" + value));
        assertEquals(1, rotating.key());
        assertEquals(7, rotating.user());
        assertTrue(read(rotating, "LBSESSIONID=" + value(rotating, 7, 9)));
        assertEquals(0, rotating.key(), "the first one signs");
    }

    /** Fixed by the label in the code: a change would log everybody out of their group at an upgrade. */
    @Test
    void aCookieOutlivesTheVersionThatSetIt() {
        assertEquals("AAAAAAAAAAEAAAAAAAAAArtiih2Mi85sg_V974FAAS8", value(cookie(KEY), 1, 2));
    }

    @Test
    void serversAreNamedByAKeyedHash() {
        AffinityCookie cookie = cookie(KEY, OLD_KEY);
        assertEquals(cookie.serverId("shop/a", 0), cookie(KEY).serverId("shop/a", 0));
        assertNotEquals(cookie.serverId("shop/a", 0), cookie.serverId("shop/b", 0));
        assertNotEquals(cookie.serverId("shop/a", 0), cookie.serverId("shop/a", 1), "no dictionary of names helps");
    }
}
