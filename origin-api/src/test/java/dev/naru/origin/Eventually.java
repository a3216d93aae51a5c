package dev.naru.origin;

import dev.naru.origin.payment.Payments;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition, working towards it meanwhile. */
final class Eventually {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Eventually() {}

    /** Sweeps until the condition holds. */
    static void sweep(Payments payments, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT);
            }
            payments.resolveDue(100);
        }
    }
}
