package dev.naru.origin.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NaruConfigTest {

    @Test
    void defaults() {
        NaruConfig config = read(Map.of());
        assertEquals("origin", config.replica());
        assertEquals(Path.of(".data/secrets"), config.secretsDir());
        assertEquals(
                URI.create("http://www.shop.localhost:8080"),
                config.publicUrls().wwwUrl());
        assertEquals(
                URI.create("http://m.shop.localhost:8080"), config.publicUrls().mUrl());
        assertEquals(
                URI.create("http://api.shop.localhost:8080"),
                config.publicUrls().apiUrl());
        assertEquals(
                URI.create("http://pg.shop.localhost:8080"), config.publicUrls().pgUrl());
        assertEquals("naru-shop", config.tickets().issuer());
        assertEquals("naru-api", config.tickets().audience());
        assertEquals(Duration.ofSeconds(300), config.tickets().maxLife());
        assertEquals(Duration.ofSeconds(60), config.tickets().clockSkew());
        assertEquals(Duration.ofSeconds(2), config.tickets().jwksTimeout());
        assertEquals(Duration.ofSeconds(5), config.tickets().jwksMinInterval());
        assertEquals(Duration.ofMinutes(10), config.tickets().jwksMaxAge());
        assertEquals(14, config.database().permits());
        assertEquals(256, config.database().maxWaiting());
        assertEquals(Duration.ofSeconds(1), config.database().permitWait());
    }

    @Test
    void environmentNamesOfTheContract() {
        NaruConfig config = read(Map.of(
                "NARU_REPLICA", "origin-1",
                "NARU_SECRETS_DIR", "/run/naru/secrets",
                "NARU_PUBLIC_WWW_URL", "http://www.example",
                "NARU_PUBLIC_API_URL", "http://api.example",
                "NARU_PUBLIC_PG_URL", "http://pg.example"));
        assertEquals("origin-1", config.replica());
        assertEquals(Path.of("/run/naru/secrets"), config.secretsDir());
        assertEquals(URI.create("http://www.example"), config.publicUrls().wwwUrl());
        assertEquals(URI.create("http://api.example"), config.publicUrls().apiUrl());
        assertEquals(URI.create("http://pg.example"), config.publicUrls().pgUrl());
    }

    @Test
    void aMissingSecretNamesItsFile() {
        Secrets secrets = new Secrets(read(Map.of("NARU_SECRETS_DIR", "/nowhere")));
        var e = assertThrows(IllegalStateException.class, () -> secrets.line("cron-bearer.token"));
        assertEquals(
                "Cannot read the secret /nowhere/cron-bearer.token. Set NARU_SECRETS_DIR to this process's secrets folder.",
                e.getMessage());
    }

    private static NaruConfig read(Map<String, String> environment) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(NaruConfig.class)
                .build();
        return config.getConfigMapping(NaruConfig.class);
    }
}
