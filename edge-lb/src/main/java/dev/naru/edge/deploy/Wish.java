package dev.naru.edge.deploy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for; what is null is taken from the configuration.
 *
 * @param to the group that shall take over; null is the one that does not serve, or was not deployed last
 */
public record Wish(
        @Nullable String to,
        @Nullable List<Integer> steps,
        @Nullable Long bakeMs,
        @Nullable Long minRequests,
        @Nullable Long maxStepMs,
        @Nullable Ending ending,
        @Nullable Boolean awaitRelease) {
    /** All as configured. */
    public static final Wish USUAL = new Wish(null, null, null, null, null, null, null);
}
