package dev.naru.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies, parameters and fields by name. */
class RequestPartsTest {
    private final RequestHead head = new RequestHead(100);
    private byte[] in = {};

    private void parse(String request) {
        in = request.getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(new RequestParser(8192, 32768).parse(in, 0, in.length, head) > 0);
    }

    private String text(long stretch) {
        return stretch == Stretch.NONE
                ? "none"
                : "<" + Ascii.string(in, Stretch.from(stretch), Stretch.to(stretch)) + ">";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1|<1>",
                "b=2; a=1|<1>",
                "b=2;a=1|<1>",
                "aa=2; ba=3; a=1; a=9|<1>",
                "a=|<>",
                "a=x=y|<x=y>",
                "b=2; A=1|none",
                "a|none",
                "aa=1|none",
                "a =1|none",
                "; ; a=1|<1>",
                ";;;|none",
                "b='a=1'|none",
            })
    void cookies(String field, String expected) {
        parse("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + field + "\r\n\r\n");
        assertEquals(expected, text(Cookies.find(in, head.fields, Ascii.bytes("a"))));
    }

    @Test
    void cookiesInASecondField() {
        parse("GET / HTTP/1.1\r\nHost: a\r\nCookie: b=1\r\ncookie: a=2\r\n\r\n");
        assertEquals("<2>", text(Cookies.find(in, head.fields, Ascii.bytes("a"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/|none",
                "/?|none",
                "/?id=1|<1>",
                "/?a=2&id=1&id=3|<1>",
                "/?xid=1|none",
                "/?id|none",
                "/?id=|<>",
                "/?&&id=1&|<1>",
                "/id=1|none",
                "/?ID=1|none",
                "/?id=%20|<%20>"
            })
    void parameters(String target, String expected) {
        parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(expected, text(Query.find(in, head, Ascii.bytes("id"))));
    }

    @Test
    void fieldsByNameButNotThoseThatGoNoFurther() {
        parse("GET / HTTP/1.1\r\nHost: a\r\nX-User: 1\r\nx-user: 2\r\nX-Gone: 3\r\nConnection: x-gone\r\n\r\n");
        assertEquals(1, head.fields.find(in, Ascii.bytes("x-user")));
        assertEquals(-1, head.fields.find(in, Ascii.bytes("x-gone")));
        assertEquals(-1, head.fields.find(in, Ascii.bytes("x-none")));
        assertEquals(0, head.fields.find(in, Ascii.bytes("host")));
    }
}
