package dev.naru.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
    private final ResponseParser parser = new ResponseParser(2048);
    private final ResponseHead head = new ResponseHead(16);

    private int parse(String text) {
        byte[] b = Ascii.bytes(text);
        return parser.parse(b, 0, b.length, head);
    }

    @Test
    void readsAStatusLineAndFields() {
        String text = "HTTP/1.1 200 All \tright\u00e9\r\nContent-Length: 5\r\n\r\n";
        assertEquals(text.length(), parse(text + "hello"));
        assertEquals(200, head.status);
        assertEquals(5, head.contentLength);
        assertTrue(head.persistent());
        assertEquals("All \tright\u00e9", Ascii.string(Ascii.bytes(text), head.reasonStart, head.reasonEnd));
        assertTrue(parse("HTTP/1.1 404\r\n\r\n") > 0);
        assertTrue(parse("HTTP/1.0 200 OK\r\n\r\n") > 0);
        assertFalse(head.persistent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 600 OK\r\n\r\n",
                "HTTP/1.1 200 OK\n\r\n",
                "HTTP/1.1 200 O\u0000K\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent_Length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: \u0001\r\n\r\n"
            })
    void refusesWhatItCannotFrame(String text) {
        assertEquals(-1, parse(text));
    }

    @Test
    void boundsTheHead() {
        assertEquals(-1, parse("HTTP/1.1 200 " + "x".repeat(2100)));
        assertEquals(HeadError.HEAD_TOO_LARGE, parser.error());
        assertEquals(-1, parse("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(17) + "\r\n"));
        assertEquals(HeadError.TOO_MANY_FIELDS, parser.error());
    }

    @Provide
    Arbitrary<String> heads() {
        Arbitrary<String> field = Arbitraries.of(
                "Content-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Connection: close\r\n",
                "X: y\r\n",
                "Server: s\r\n",
                "Upgrade: x\r\n",
                "Bad : 1\r\n",
                "X:\ty \r\n",
                "Connection: x\r\n",
                "LF: x\n");
        return Combinators.combine(
                        Arbitraries.of(
                                "HTTP/1.1 200 OK\r\n",
                                "HTTP/1.1 204 \r\n",
                                "HTTP/1.0 302\r\n",
                                "HTTP/1.1 100 Go on\r\n",
                                "HTTP/1.1 abc\r\n"),
                        field.list().ofMaxSize(4))
                .as((line, fields) -> line + String.join("", fields) + "\r\n");
    }

    @Property(tries = 3_000)
    void givesTheSameForEverySplit(@ForAll("heads") String text) {
        int whole = parse(text);
        byte[] b = Ascii.bytes(text);
        int verdict = 0;
        for (int to = 1; to <= b.length && verdict == 0; to++) {
            verdict = parser.parse(b, 0, to, head);
        }
        assertEquals(whole, verdict, text);
    }

    /** What goes to the client has one framing, no hop-by-hop field, and reads back as the same status. */
    @Property(tries = 3_000)
    void isReadBackFromWhatTheEdgeWrites(@ForAll("heads") String text) {
        byte[] b = Ascii.bytes(text);
        if (parser.parse(b, 0, b.length, head) <= 0) {
            return;
        }
        int status = head.status;
        boolean chunked = head.chunked && !head.bodiless();
        byte[] out = new byte[b.length + ResponseWriter.MAX_ADDED];
        int length = ResponseWriter.write(b, head, out, chunked, ResponseWriter.Persistence.CLOSE, new Lines());
        boolean framed = !chunked && head.contentLength >= 0 && status >= 200 && status != 204;
        String written = Ascii.string(out, 0, length);
        assertEquals(length, new ResponseParser(4096).parse(out, 0, length, head), written);
        assertEquals(status, head.status);
        assertEquals(chunked, head.chunked, written);
        assertEquals(framed, head.contentLength >= 0, written);
        assertTrue(head.closeOption, written);
        assertFalse(written.contains("Server:") || written.contains("Upgrade:"), written);
    }
}
