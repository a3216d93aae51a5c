package dev.naru.origin.orders;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "naru.orders")
interface OrderConfig {

    /** How long an order holds its goods without being paid. */
    @WithDefault("30m")
    Duration payWithin();
}
