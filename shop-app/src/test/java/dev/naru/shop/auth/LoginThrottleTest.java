package dev.naru.shop.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    @Test
    void oneIpv6CustomerIsOneAddress() {
        assertEquals(LoginThrottle.block("2001:db8:1:2::1"), LoginThrottle.block("2001:db8:1:2:ffff::9"));
        assertNotEquals(LoginThrottle.block("2001:db8:1:2::1"), LoginThrottle.block("2001:db8:1:3::1"));
    }

    @Test
    void whatIsNoAddressIsCountedTogether() {
        assertEquals("192.0.2.7", LoginThrottle.block("192.0.2.7"));
        assertEquals("unknown", LoginThrottle.block("a.example"));
        assertEquals("unknown", LoginThrottle.block(""));
    }
}
