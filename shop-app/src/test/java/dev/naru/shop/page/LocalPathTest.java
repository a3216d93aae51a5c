package dev.naru.shop.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/checkout", "/orders/N1?result=paid", "/products/TEA-UJEON"})
    void keepsPathsOfThisShop(String next) {
        assertEquals(next, LocalPath.orHome(next));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "javascript:alert(1)",
                "checkout",
                "/\t/evil.example",
                "/a\r\nSet-Cookie: x=y",
                "/ /evil.example",
                "https:evil.example",
                "/%zz"
            })
    void goesHomeInsteadOfElsewhere(String next) {
        assertEquals("/", LocalPath.orHome(next));
    }

    @Test
    void isBounded() {
        assertEquals("/", LocalPath.orHome("/" + "a".repeat(600)));
        assertEquals("/", LocalPath.orHome(null));
    }
}
