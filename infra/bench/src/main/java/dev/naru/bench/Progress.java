package dev.naru.bench;

import java.io.PrintStream;
import java.time.Duration;

/** Tells on the standard error stream where a run is; the report goes to the standard output. */
final class Progress {

    private final PrintStream out = System.err;
    private final long started = System.nanoTime();

    void say(String text) {
        Duration since = Duration.ofNanos(System.nanoTime() - started);
        out.printf("[%02d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(), text);
    }

    long minutes() {
        return Duration.ofNanos(System.nanoTime() - started).toMinutes();
    }
}
