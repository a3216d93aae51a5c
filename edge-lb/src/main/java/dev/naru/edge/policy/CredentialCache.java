package dev.naru.edge.policy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that were verified lately. Only good ones get in, so nobody fills it with inventions. Fixed in size: a set of four places for each fingerprint, where the one
 * that expires first gives way. For any thread, no lock; finding one allocates nothing.
 */
final class CredentialCache {
    private static final int WAYS = 4;

    private final AtomicReferenceArray<@Nullable Credential> places;
    private final int mask;

    /** @param size how many it holds; rounded up to a power of two */
    CredentialCache(int size) {
        int capacity = Math.max(WAYS, Integer.highestOneBit(Math.max(1, size - 1)) << 1);
        places = new AtomicReferenceArray<>(capacity);
        mask = capacity / WAYS - 1;
    }

    /** The credential of a fingerprint while it is good; else null. */
    @Nullable
    Credential find(Fingerprint print, long epochMillis, int generation) {
        int set = ((int) print.part(0) & mask) * WAYS;
        for (int i = set; i < set + WAYS; i++) {
            Credential found = places.getAcquire(i);
            if (found != null && found.is(print)) {
                return found.fresh(epochMillis, generation) ? found : null;
            }
        }
        return null;
    }

    void put(Credential credential) {
        int set = ((int) credential.a() & mask) * WAYS;
        int place = set;
        long soonest = Long.MAX_VALUE;
        for (int i = set; i < set + WAYS; i++) {
            Credential there = places.getAcquire(i);
            if (there == null || same(there, credential)) {
                place = i;
                soonest = Long.MIN_VALUE;
                if (there != null) {
                    break;
                }
            } else if (there.expiresMs() < soonest) {
                place = i;
                soonest = there.expiresMs();
            }
        }
        places.setRelease(place, credential);
    }

    private static boolean same(Credential x, Credential y) {
        return x.a() == y.a() && x.b() == y.b() && x.c() == y.c() && x.d() == y.d();
    }
}
