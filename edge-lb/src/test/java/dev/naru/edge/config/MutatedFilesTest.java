package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file holds, the reader answers; and what it refuses, it gives a reason for, at a place in the file. */
class MutatedFilesTest {
    private static final String VALID = """
            listeners: [ { name: http, address: ":8080" } ]
            upstreams:
              - name: shop
                groups:
                  - { name: prod1, weight: 50, servers: [ { name: a, address: "127.0.0.1:8101" } ] }
                health: { path: /ok, intervalMs: 2000 }
            sites:
              - name: www
                hosts: [ www.shop.localhost ]
                routes:
                  - { name: old, path: /old/, redirect: { status: 308, scheme: https } }
                  - { name: pages, path: /, proxy: { upstream: shop } }
            limits: { headers: 100 }
            trustedProxies: [ 10.0.0.0/8 ]
            """;

    private record Edit(int at, int removed, String added) {
        String apply(String text) {
            int from = Math.min(at, text.length());
            return text.substring(0, from) + added + text.substring(Math.min(from + removed, text.length()));
        }
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        Arbitrary<String> added = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("{}[]:,-#&*!|>'\"%@`?<\n\t \\/.0a나😀\u0000\u0085\uD800")
                        .ofMaxLength(3),
                Arbitraries.of(
                        "<<: ",
                        "&a ",
                        "*a",
                        "!!int ",
                        "!x ",
                        "%YAML 2.0\n---\n",
                        "%TAG ! x\n",
                        "---\n",
                        "null",
                        "~",
                        "1e9",
                        "? "));
        return Combinators.combine(
                        Arbitraries.integers().between(0, VALID.length()),
                        Arbitraries.integers().between(0, 4),
                        added)
                .as(Edit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Property(tries = 1000)
    void theReaderAlwaysAnswers(@ForAll("edits") List<Edit> edits) {
        String text = VALID;
        for (Edit edit : edits) {
            text = edit.apply(text);
        }
        long lines = text.codePoints().filter(c -> c == '\n' || c == 0x85).count() + 1;
        if (ConfigReader.read(text, Path.of(".")) instanceof ConfigResult.Refused refused) {
            assertFalse(refused.errors().isEmpty());
            for (ConfigError error : refused.errors()) {
                assertTrue(error.line() >= 1 && error.line() <= lines && error.column() >= 1, error::toString);
            }
        }
    }
}
