package dev.naru.pgsim;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition, not for a time; the bound only ends a test that has failed. */
public final class Eventually {
    private static final long BOUND_NS = 20_000_000_000L;

    private Eventually() {}

    public static <T> T get(Supplier<T> source, Predicate<T> wanted) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            T value = source.get();
            if (wanted.test(value)) {
                return value;
            }
            if (System.nanoTime() - start > BOUND_NS) {
                throw new AssertionError("never as wanted; last seen: " + value);
            }
            Thread.sleep(10);
        }
    }
}
