package dev.naru.shop.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NaruConfigTest {

    private static NaruConfig with(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(NaruConfig.class)
                .withDefaultValue("quarkus.application.version", "9.9.9")
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(NaruConfig.class);
    }

    @Test
    void defaults() {
        NaruConfig config = with(Map.of());
        assertEquals("local", config.replica());
        assertEquals("local", config.group());
        assertEquals("9.9.9", config.version());
        assertEquals(Optional.empty(), config.secretsDir());
        assertEquals(URI.create("http://www.shop.localhost:8080"), config.publicWwwUrl());
        assertEquals(URI.create("http://api.shop.localhost:8080"), config.publicApiUrl());
        assertEquals(URI.create("http://pg.shop.localhost:8080"), config.publicPgUrl());
        assertEquals(Optional.empty(), config.cookieDomain());
        assertFalse(config.demo());
        assertFalse(config.dev());
        assertEquals(0, config.bad().failPercent());
        assertEquals(0, config.bad().slowMs());
        assertEquals(Duration.ofDays(14), config.session().idle());
        assertEquals(Duration.ofDays(60), config.session().maxAge());
        assertEquals(Duration.ofDays(30), config.session().cartIdle());
        assertEquals(Duration.ofMinutes(15), config.login().window());
        assertEquals(8, config.login().perEmailAndAddress());
        assertEquals(50, config.login().perEmail());
        assertEquals(100, config.login().perAddress());
        assertEquals(Duration.ofSeconds(15), config.catalog().refreshAfter());
        assertEquals(Duration.ofSeconds(120), config.ticket().life());
    }

    @Test
    void explicitValues() {
        NaruConfig config = with(Map.of(
                "naru.replica", "prod1-a",
                "naru.secrets-dir", "/run/naru/secrets",
                "naru.demo", "true",
                "naru.login.per-email-and-address", "3",
                "naru.catalog.refresh-after", "5s"));
        assertEquals("prod1-a", config.replica());
        assertEquals(Optional.of(Path.of("/run/naru/secrets")), config.secretsDir());
        assertTrue(config.demo());
        assertEquals(3, config.login().perEmailAndAddress());
        assertEquals(Duration.ofSeconds(5), config.catalog().refreshAfter());
    }
}
