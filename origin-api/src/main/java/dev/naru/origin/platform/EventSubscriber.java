package dev.naru.origin.platform;

import java.io.IOException;

/** Somebody who is told of events, at least once and in the order of each aggregate; {@link OutboxEvent#id} tells repeats apart. */
interface EventSubscriber {

    /** As in event_deliveries: {@code webhook:warehouse}, {@code kafka}. */
    String name();

    /**
     * Hands one event over, bounded in time, outside of any transaction.
     *
     * @throws IOException it was not taken, or may not have been; it is sent again
     */
    void send(OutboxEvent event) throws IOException;
}
