package dev.naru.edge.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The retry budget: a share of what is active, or of what came lately, and never more. */
class UpstreamStateTest {
    private static final long SECOND = 1_000_000_000L;

    private final UpstreamState state = new UpstreamState();
    private final LoopCount one = state.newCount();
    private final LoopCount other = state.newCount();

    private void answered(int requests) {
        for (int i = 0; i < requests; i++) {
            one.begins();
            one.ends();
        }
    }

    private int granted(int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += state.beginRetry(other, 20, 0) ? 1 : 0;
        }
        return granted;
    }

    private void tick(long second) {
        one.tick(second * SECOND);
        other.tick(second * SECOND);
    }

    @Test
    void withoutAPastItIsAShareOfTheActive() {
        for (int i = 0; i < 50; i++) {
            one.begins();
        }
        assertEquals(10, granted(100));
        assertEquals(90, state.retriesRefused());
        state.endRetry();
        assertEquals(1, granted(2), "one has ended");
    }

    @Test
    void aMinimumIsGrantedInAnyCase() {
        assertTrue(state.beginRetry(one, 0, 1));
        assertFalse(state.beginRetry(one, 0, 1));
    }

    @Test
    void repetitionsOfTheWindowAreAShareOfItsRequests() {
        tick(1000);
        answered(100);
        assertEquals(20, granted(50));
        tick(1005);
        answered(50);
        assertEquals(10, granted(50));
    }

    @Test
    void theWindowPasses() {
        tick(1000);
        answered(100);
        tick(1001);
        tick(1010);
        assertEquals(20, granted(50), "still in it");
        for (int i = 0; i < 20; i++) {
            state.endRetry();
        }
        tick(1025);
        assertEquals(0, granted(50), "of nothing");
    }
}
