package dev.naru.origin.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaymentConfigTest {

    @Test
    void defaults() {
        PaymentConfig config = read(Map.of());
        assertEquals(URI.create("http://127.0.0.1:8501"), config.tossUrl());
        assertEquals("test_ck_naru", config.tossClientKey());
        assertEquals(Duration.ofSeconds(2), config.connectTimeout());
        assertEquals(Duration.ofSeconds(10), config.approveTimeout());
        assertEquals(Duration.ofSeconds(3), config.inquireTimeout());
        assertEquals(64, config.maxCalls());
        assertEquals(Duration.ofSeconds(60), config.lease());
        assertEquals(Duration.ofSeconds(4), config.duplicateWait());
        assertEquals(Duration.ofMinutes(10), config.approvalWindow());
        assertEquals(Duration.ofSeconds(5), config.resolveBackoff());
        assertEquals(Duration.ofSeconds(300), config.webhookTolerance());
        assertEquals("3s", config.sweepEvery());
        assertTrue(config.lease().compareTo(config.approveTimeout().multipliedBy(2)) > 0);
    }

    @Test
    void environmentNameOfTheContract() {
        assertEquals(
                URI.create("http://pg:8501"),
                read(Map.of("NARU_PG_TOSS_URL", "http://pg:8501")).tossUrl());
    }

    private static PaymentConfig read(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(PaymentConfig.class)
                .build()
                .getConfigMapping(PaymentConfig.class);
    }
}
