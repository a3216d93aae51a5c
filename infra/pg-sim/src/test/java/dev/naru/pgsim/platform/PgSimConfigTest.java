package dev.naru.pgsim.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PgSimConfigTest {

    @Test
    void defaults() {
        PgSimConfig config = TestConfig.of(Map.of());
        assertEquals("pg-sim", config.replica());
        assertEquals("1.2.3", config.version());
        assertEquals(Path.of(".data/secrets"), config.secretsDir());
        assertFalse(config.generateSecrets());
        assertEquals(Path.of(".data/pg-sim"), config.dataDir());
        assertEquals("http://www.shop.localhost:8080", config.publicUrls().wwwUrl());
        assertEquals("http://api.shop.localhost:8080", config.publicUrls().apiUrl());
        assertEquals(Duration.ofMinutes(10), config.confirmWindow());
        assertEquals(Duration.ofSeconds(35), config.hang());
        assertEquals(Duration.ofSeconds(30), config.depositAfter());
        assertEquals(10_000, config.maxPayments());
        assertEquals(60.0, config.webhook().timeScale());
        assertEquals(Duration.ofSeconds(5), config.webhook().timeout());
        assertEquals(1_000, config.webhook().maxPending());
        assertEquals(8, config.webhook().burst());
    }

    @Test
    void environment() {
        PgSimConfig config = TestConfig.of(
                Map.of(),
                Map.of(
                        "NARU_REPLICA", "pg-1",
                        "NARU_SECRETS_DIR", "/run/naru/secrets",
                        "NARU_DATA_DIR", "/var/lib/naru",
                        "NARU_PUBLIC_API_URL", "https://api.example.com",
                        "NARU_WEBHOOK_TIME_SCALE", "600"));
        assertEquals("pg-1", config.replica());
        assertEquals(Path.of("/run/naru/secrets"), config.secretsDir());
        assertEquals(Path.of("/var/lib/naru"), config.dataDir());
        assertEquals("https://api.example.com", config.publicUrls().apiUrl());
        assertEquals(600.0, config.webhook().timeScale());
    }
}
