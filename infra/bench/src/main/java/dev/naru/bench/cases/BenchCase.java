package dev.naru.bench.cases;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that is measured, the same way for every proxy. */
public sealed interface BenchCase permits ThroughputCase, AloneCase {

    /** What {@code --cases} and the results call it. */
    String name();

    /** One line for people. */
    String title();

    /** CPU per request we want to reach, as a ratio to the better peer; null when the case has none. */
    default @Nullable Double target() {
        return null;
    }

    /** What must be known before the first round. */
    default void prepare(Bench bench) throws IOException, InterruptedException {}

    /** Rough time of one proxy in one round in seconds, to tell how long a run takes. */
    int seconds(Bench.Pace pace);
}
