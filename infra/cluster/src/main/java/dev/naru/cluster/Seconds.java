package dev.naru.cluster;

import java.util.Locale;

/** Durations as a person reads them: {@code 1.4 s}. */
final class Seconds {
    private Seconds() {}

    static String since(long startNanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - startNanos) / 1e9);
    }
}
