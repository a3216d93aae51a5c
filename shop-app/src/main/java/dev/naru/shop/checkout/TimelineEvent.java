package dev.naru.shop.checkout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to an order: who did it, on which server, under which key. */
public record TimelineEvent(
        Instant at,
        String actor,
        @Nullable String server,
        String event,
        @Nullable String key,
        @Nullable String detail) {

    public TimelineName name() {
        return TimelineName.of(event);
    }
}
