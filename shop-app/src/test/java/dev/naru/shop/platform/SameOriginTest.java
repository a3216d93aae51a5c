package dev.naru.shop.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameOriginTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "same-origin, http://www.shop.localhost:8080, true",
                "none, -, true",
                "cross-site, -, false",
                "same-site, http://api.shop.localhost:8080, false",
                "cross-site, http://www.shop.localhost:8080, false",
                "-, http://www.shop.localhost:8080, true",
                "-, https://www.shop.localhost:8080, true",
                "-, http://www.shop.localhost, false",
                "-, http://evil.example, false",
                "-, http://www.shop.localhost:8080.evil.example, false",
                "-, null, false",
                "-, -, true"
            })
    void decides(String site, String origin, boolean allowed) {
        assertEquals(allowed, SameOrigin.isAllowed(site, origin, "www.shop.localhost:8080"));
    }
}
