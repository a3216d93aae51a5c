package dev.naru.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Request heads near the border between right and wrong: pieces that matter to framing and routing, well or badly put together, then mutated. */
final class HeadArbitraries {
    private static final String[] METHODS = {
        "GET", "POST", "HEAD", "OPTIONS", "PUT", "CONNECT", "TRACE", "PURGE", "get", "G T", ""
    };
    private static final String[] TARGETS = {
        "/",
        "/a/b?c=d",
        "/a/./b/../c",
        "//x//y",
        "/%2e%2e/%41",
        "/a%2Fb",
        "/%zz",
        "/%00",
        "*",
        "x",
        "/a#b",
        "/é",
        "http://h.test/p?q",
        "http://h.test",
        "http://u@h.test/",
        "https://[::1]:8443/x",
        "ftp://h/",
        "http:///x",
        "/a?%",
        "/?x=//../",
        "/..",
        "/a/..",
        "/.a/..b/.../",
        "/a b"
    };
    private static final String[] VERSIONS = {
        "HTTP/1.1",
        "HTTP/1.1",
        "HTTP/1.1",
        "HTTP/1.0",
        "HTTP/1.9",
        "HTTP/2.0",
        "http/1.1",
        "HTTP/1",
        "HTTP/1.1.1",
        "HTTP/1.1 ",
        ""
    };
    private static final String[] NAMES = {
        "Host",
        "host",
        "HOST",
        "Content-Length",
        "content-length",
        "Content_Length",
        "Transfer-Encoding",
        "Transfer_encoding",
        "Connection",
        "Upgrade",
        "Expect",
        "X-Forwarded-For",
        "Cookie",
        "X-Test",
        "x_test",
        "Accept",
        "traceparent",
        "TE",
        "Content-Length ",
        " Host",
        "X y",
        "",
        "é",
        "Keep-Alive"
    };
    private static final String[] VALUES = {
        "a.test",
        "a.test:80",
        "a.test:99999",
        "a,b",
        "u@a",
        "[::1]:8",
        "5",
        "0",
        "010",
        "+5",
        "5, 5",
        "-1",
        "9223372036854775807",
        "9223372036854775808",
        "chunked",
        "Chunked",
        "gzip, chunked",
        "chunked, chunked",
        "xchunked",
        "identity",
        "close",
        "keep-alive, Upgrade",
        "Upgrade",
        "websocket",
        "h2c",
        "websocket, h2c",
        "100-continue",
        "200-ok",
        "",
        "  padded\t",
        "a\tb",
        "é",
        "a\u0001b",
        "x\ry",
        "x\ny",
        "host, x-test",
        "close;x",
        "\u000bchunked",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    };
    private static final String[] ENDS = {
        "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n "
    };

    private HeadArbitraries() {}

    private static Arbitrary<String> field() {
        return Combinators.combine(
                        Arbitraries.of(NAMES),
                        Arbitraries.of(":", ": ", ": ", ":\t", " :"),
                        Arbitraries.of(VALUES),
                        Arbitraries.of(ENDS))
                .as((name, colon, value, end) -> name + colon + value + end);
    }

    /** Fields that are fine together, so that the interesting one decides. */
    private static Arbitrary<String> wellFormed() {
        return Combinators.combine(
                        Arbitraries.of("GET", "POST", "OPTIONS", "PURGE"),
                        Arbitraries.of(TARGETS),
                        Arbitraries.of("HTTP/1.1", "HTTP/1.0"),
                        Arbitraries.of(
                                "",
                                "Content-Length: 5\r\n",
                                "Transfer-Encoding: chunked\r\n",
                                "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                                "Expect: 100-continue\r\n",
                                "X-Test:  v \r\nx-test:\r\n",
                                "Connection: x-test\r\nX-Test: 1\r\n",
                                "Cookie: a=b\r\nCookie: c=d\r\n"),
                        field())
                .as((method, target, version, fields, odd) ->
                        method + " " + target + " " + version + "\r\nHost: a.test\r\n" + fields + odd + "\r\n");
    }

    private static Arbitrary<String> anyHead() {
        Arbitrary<List<String>> fields = field().list().ofMaxSize(5);
        return Combinators.combine(
                        Arbitraries.of("", "", "", "\r\n", "\r\n\r\n\r\n\r\n\r\n", "\n", " "),
                        Arbitraries.of(METHODS),
                        Arbitraries.of(TARGETS),
                        Arbitraries.of(VERSIONS),
                        Arbitraries.of(ENDS),
                        fields,
                        Arbitraries.of("\r\n", "\r\n", "\r\nrest", "\n", ""))
                .as((lead, method, target, version, end, list, last) ->
                        lead + method + " " + target + " " + version + end + String.join("", list) + last);
    }

    static Arbitrary<byte[]> heads() {
        return Arbitraries.oneOf(wellFormed(), wellFormed(), anyHead())
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** With one octet replaced, removed or doubled. */
    static Arbitrary<byte[]> mutated() {
        return Combinators.combine(
                        heads(),
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.oneOf(
                                Arbitraries.bytes(),
                                Arbitraries.of("\r\n \t:,;/%\0\u007f"
                                        .chars()
                                        .mapToObj(c -> (byte) c)
                                        .toList())))
                .as((head, place, kind, octet) -> mutate(head, place % head.length, kind, octet));
    }

    private static byte[] mutate(byte[] head, int at, int kind, byte octet) {
        int length = head.length + kind - 1; // 0 removes, 1 replaces, 2 inserts
        byte[] out = new byte[length];
        System.arraycopy(head, 0, out, 0, at);
        if (kind > 0) {
            out[at] = octet;
        }
        int from = kind == 2 ? at : at + 1;
        System.arraycopy(head, from, out, at + (kind > 0 ? 1 : 0), head.length - from);
        return out;
    }
}
