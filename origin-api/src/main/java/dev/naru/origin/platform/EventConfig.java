package dev.naru.origin.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Who is told of events. Environment: NARU_EVENTS_WEBHOOKS_WAREHOUSE_URL makes a subscriber named warehouse. */
@ConfigMapping(prefix = "naru.events")
public interface EventConfig {

    /** By name: receivers by HTTP. Each needs a secret file {@code events-<name>.key} of one or two hex lines. */
    Map<String, Webhook> webhooks();

    /** Kafka as a receiver; needs the channel's connector too, see the README. */
    Kafka kafka();

    /** Pause between two looks at what is due; {@code off} delivers nothing. */
    @WithDefault("1s")
    String every();

    /** Whole call to a receiver. */
    @WithDefault("5s")
    Duration timeout();

    /** Pause after the first failure; doubles with each one, up to an hour. */
    @WithDefault("5s")
    Duration backoff();

    /** After so many failures a delivery is dead until an operator sends it again. */
    @WithDefault("15")
    int maxAttempts();

    /** How long a delivery under way belongs to its replica. */
    @WithDefault("30s")
    Duration lease();

    interface Webhook {
        URI url();
    }

    interface Kafka {
        @WithDefault("false")
        boolean enabled();

        /** {@code smallrye-kafka} when enabled; {@code naru-off} leads nowhere. */
        @WithDefault("naru-off")
        String connector();

        @WithDefault("order-events")
        String topic();
    }
}
