package dev.naru.origin.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrderConfigTest {

    @Test
    void defaults() {
        OrderConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(OrderConfig.class)
                .build()
                .getConfigMapping(OrderConfig.class);
        assertEquals(Duration.ofMinutes(30), config.payWithin());
    }
}
