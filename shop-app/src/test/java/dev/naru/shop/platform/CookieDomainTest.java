package dev.naru.shop.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CookieDomainTest {

    @Test
    void isTheShopsAndNotTheHosts() {
        assertEquals(Optional.of("shop.localhost"), CookieDomain.of(Optional.empty(), "www.shop.localhost"));
        assertEquals(Optional.of("example.co.kr"), CookieDomain.of(Optional.empty(), "www.example.co.kr"));
    }

    @Test
    void isLeftOutWhereThereIsNoParentToShareWith() {
        assertEquals(Optional.empty(), CookieDomain.of(Optional.empty(), "localhost"));
        assertEquals(Optional.empty(), CookieDomain.of(Optional.empty(), "127.0.0.1"));
        assertEquals(Optional.empty(), CookieDomain.of(Optional.empty(), "www.localhost"));
        assertEquals(Optional.empty(), CookieDomain.of(Optional.empty(), "shop.example.com"));
    }

    @Test
    void canBeSet() {
        assertEquals(Optional.of("example.com"), CookieDomain.of(Optional.of("example.com"), "shop.example.com"));
        assertEquals(Optional.empty(), CookieDomain.of(Optional.of("none"), "www.example.com"));
    }
}
