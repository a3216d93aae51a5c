package dev.naru.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@link RequestParser} against the plain reading of the same rules, on heads that are nearly right. */
class RequestParserPropertyTest {
    private final RequestParser parser = new RequestParser(ReferenceParser.MAX_LINE, ReferenceParser.MAX_HEAD);
    private final RequestHead head = new RequestHead(ReferenceParser.MAX_FIELDS);

    @Provide
    Arbitrary<byte[]> heads() {
        return HeadArbitraries.heads();
    }

    @Provide
    Arbitrary<byte[]> mutated() {
        return HeadArbitraries.mutated();
    }

    @Property(tries = 20_000)
    void readsWhatTheRulesSay(@ForAll("heads") byte[] bytes) {
        compare(bytes);
    }

    @Property(tries = 30_000)
    void readsWhatTheRulesSayAfterMutation(@ForAll("mutated") byte[] bytes) {
        compare(bytes);
    }

    private void compare(byte[] bytes) {
        ReferenceParser.Result expected = ReferenceParser.parse(bytes);
        int end = parser.parse(bytes, 0, bytes.length, head);
        String shown = show(bytes);
        assertEquals(expected != null, end > 0, () -> shown + " -> " + (end < 0 ? parser.error() : "" + end));
        if (expected != null) {
            assertEquals(expected, result(bytes, end), shown);
        }
    }

    private ReferenceParser.Result result(byte[] b, int end) {
        boolean connect = head.method == RequestHead.Method.CONNECT;
        return new ReferenceParser.Result(
                end,
                Ascii.string(b, head.methodStart, head.methodEnd),
                connect ? "" : Ascii.string(head.path, head.pathStart, head.pathEnd),
                connect ? "" : Ascii.string(b, head.queryStart, head.queryEnd),
                Ascii.string(b, head.hostStart, head.hostEnd),
                Ascii.string(b, head.authorityStart, head.authorityEnd),
                head.contentLength,
                head.chunked);
    }

    /** A head in pieces: every prefix asks for more or is refused for good, and never becomes something else. */
    @Property(tries = 3_000)
    void givesTheSameForEverySplit(@ForAll("mutated") byte[] bytes) {
        int whole = parser.parse(bytes, 0, bytes.length, head);
        HeadError why = whole < 0 ? parser.error() : HeadError.NONE;
        int verdict = 0;
        int length = 0;
        while (verdict == 0 && length < bytes.length) {
            verdict = parser.parse(bytes, 0, ++length, head);
        }
        assertEquals(whole, verdict, show(bytes));
        if (verdict > 0) {
            assertEquals(whole, length, "a head is known as soon as its last octet is there: " + show(bytes));
        } else if (verdict < 0) {
            assertEquals(why, parser.error(), show(bytes));
        }
    }

    /** What the edge writes is read back as the same request, by both readings. */
    @Property(tries = 10_000)
    void isReadBackFromWhatTheEdgeWrites(@ForAll("heads") byte[] bytes) {
        int end = parser.parse(bytes, 0, bytes.length, head);
        if (end <= 0 || head.method == RequestHead.Method.CONNECT) {
            return;
        }
        ReferenceParser.Result before = result(bytes, end);
        boolean tunnel = head.wantsTunnel(bytes);
        boolean http11 = head.http11;
        byte[] out = new byte[ReferenceParser.MAX_HEAD * 2 + RequestWriter.MAX_ADDED + 100];
        int length = RequestWriter.write(
                bytes, head, out, Ascii.bytes("192.0.2.1"), false, true, tunnel, new Lines(), null, 1, 2);
        String written = Ascii.string(out, 0, length);
        RequestHead again = new RequestHead(64);
        int read = new RequestParser(8192, 16_384).parse(out, 0, length, again);
        if (before.authority().isEmpty()) {
            assertTrue(!http11 && written.contains("\r\nHost: \r\n"), written);
            return; // the only head the edge writes and does not take: RFC 9112 §3.2 asks for an empty Host there
        }
        assertEquals(length, read, written);
        assertEquals(before.method(), Ascii.string(out, again.methodStart, again.methodEnd), written);
        assertEquals(before.path(), Ascii.string(again.path, again.pathStart, again.pathEnd), written);
        assertEquals(before.path() + before.query(), Ascii.string(out, again.targetStart, again.targetEnd), written);
        assertEquals(before.authority(), Ascii.string(out, again.authorityStart, again.authorityEnd), written);
        assertEquals(before.chunked(), again.chunked, written);
        assertEquals(Math.max(0, before.body()), Math.max(0, again.contentLength), written);
        assertTrue(again.http11, written);
        String lower = written.toLowerCase(Locale.ROOT);
        assertEquals(tunnel, lower.contains("\r\nconnection:"), written);
        for (String hop : new String[] {"\r\nte:", "\r\nkeep-alive:", "\r\nexpect:", "\r\nproxy-connection:"}) {
            assertTrue(!lower.contains(hop), written);
        }
    }

    private static String show(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
