package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Time is passed in, in nanoseconds; randomness is seeded. */
class RateTableTest {
    private static final long PERIOD = 100;

    private static final SipHash HASH = new SipHash(3, 4);

    private static long key(int number) {
        return HASH.hash(new byte[] {(byte) (number >>> 16), (byte) (number >>> 8), (byte) number}, 0, 3);
    }

    /** The formula as it is written down: {@code excess = max(0, excess - rate * dt + 1)}, refused when it is over the burst. */
    private static final class LeakyBucket {
        private double excess;
        private long last;
        private boolean known;

        boolean take(long now, int burst) {
            double next = known ? Math.max(0, excess - (now - last) / (double) PERIOD + 1) : 0;
            if (next > burst + 1e-9) {
                return false;
            }
            excess = next;
            last = now;
            known = true;
            return true;
        }
    }

    @Property
    void agreesWithTheLeakyBucket(@ForAll long seed, @ForAll @IntRange(max = 20) int burst) {
        Random random = new Random(seed);
        long now = random.nextLong() >> 2; // nanoTime may be negative
        RateTable table = new RateTable(64, now);
        Map<Integer, LeakyBucket> exact = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            now += random.nextInt(3) == 0 ? random.nextInt(1000) : random.nextInt(40);
            int key = random.nextInt(4);
            boolean passes = exact.computeIfAbsent(key, k -> new LeakyBucket()).take(now, burst);
            assertEquals(passes, table.take(key(key), now, PERIOD, burst * PERIOD) <= burst * PERIOD, "request " + i);
        }
    }

    /** Eight places and hundreds of keys: whatever is forgotten, no key ever has more than its limit. */
    @Property(tries = 200)
    void aFloodOfKeysGivesNobodyMore(@ForAll long seed, @ForAll @IntRange(max = 10) int burst) {
        Random random = new Random(seed);
        long now = 0;
        RateTable table = new RateTable(8, now);
        Map<Integer, LeakyBucket> exact = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            now += random.nextInt(20);
            int key = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(300);
            if (table.take(key(key), now, PERIOD, burst * PERIOD) <= burst * PERIOD) {
                assertTrue(exact.computeIfAbsent(key, k -> new LeakyBucket()).take(now, burst), "key " + key);
            }
        }
    }

    @Test
    void aHeavyKeyIsNotForgottenForLightOnes() {
        RateTable table = new RateTable(1024, 0);
        long tolerance = 1000 * PERIOD;
        for (int i = 0; i <= 1000; i++) {
            assertTrue(table.take(key(0), 1, PERIOD, tolerance) <= tolerance);
        }
        for (int other = 1; other <= 100_000; other++) {
            table.take(key(other), 1, PERIOD, tolerance);
        }
        assertTrue(table.take(key(0), 1, PERIOD, tolerance) > tolerance, "its count was lost in the flood");
        assertEquals(1024, table.capacity());
    }

    @Test
    void manyThreadsShareOneLimit() throws InterruptedException {
        RateTable table = new RateTable(64, 0);
        AtomicInteger passed = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < 1000; i++) {
                    if (table.take(key(7), 1, PERIOD, 99 * PERIOD) <= 99 * PERIOD) {
                        passed.incrementAndGet();
                    }
                }
            });
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(100, passed.get());
    }
}
