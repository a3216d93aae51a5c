package dev.naru.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerTest {
    private final PathNormalizer normalizer = new PathNormalizer(4096);

    private String normalize(String path) {
        byte[] b = Ascii.bytes(path);
        int length = normalizer.normalize(b, 0, b.length);
        return length < 0 ? null : Ascii.string(normalizer.buffer(), 0, length);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "'', /",
        "/a/b, /a/b",
        "/a/, /a/",
        "/a//b, /a/b",
        "/./a, /a",
        "/a/., /a/",
        "/a/.., /",
        "/.., /",
        "/../../a, /a",
        "/a/b/../c, /a/c",
        "/%61, /a",
        "/%2e%2E/a, /a",
        "/a/%2e%2e/b, /b",
        "/a%2fb, /a%2Fb",
        "/a%2Fb/../c, /c",
        "/%252e%252e/a, /%252e%252e/a",
        "/...//.a, /.../.a",
        "/a;v=1/../b, /b",
        "/%c3%a9, /%C3%A9",
    })
    void normalizes(String path, String expected) {
        assertEquals(expected, normalize(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%zz", "/%4g", "/%00", "/a%", "/%%41"})
    void refusesBrokenEncodings(String path) {
        assertEquals(null, normalize(path));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("/", "//", ".", "..", "a", "%2e", "%2F", "%2f", "%41", "%e2", "~", ";", "%25", "%7e")
                .list()
                .ofMaxSize(12)
                .map(parts -> "/" + String.join("", parts));
    }

    @Property(tries = 20_000)
    void agreesWithTheReferenceAndIsIdempotent(@ForAll("paths") String path) {
        String once = normalize(path);
        assertEquals(ReferenceParser.normalize(path), once);
        assertEquals(once, normalize(once));
        assertTrue(once.startsWith("/"));
        assertFalse(once.contains("//"), once);
        assertFalse((once + "/").contains("/./") || (once + "/").contains("/../"), once);
        assertFalse(once.matches(".*%([0-9A-F]?[a-f].*|[a-f].*)"), once);
        assertTrue(once.length() <= path.length());
    }
}
