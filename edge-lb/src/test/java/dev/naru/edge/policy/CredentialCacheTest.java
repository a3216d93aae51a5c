package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class CredentialCacheTest {
    private final CredentialCache cache = new CredentialCache(64);

    private static Fingerprint print(int number) {
        return new Fingerprint().of(new byte[] {(byte) (number >>> 8), (byte) number}, 0, 2);
    }

    private static Credential credential(int number, long expiresMs, int generation) {
        return Credential.of(print(number), expiresMs, generation, Credential.noLines());
    }

    @Test
    void knowsACredentialUntilItExpiresOrItsKeysChange() {
        cache.put(credential(1, 1000, 0));
        assertNotNull(cache.find(print(1), 999, 0));
        assertNull(cache.find(print(1), 1000, 0), "expired");
        assertNull(cache.find(print(1), 999, 1), "verified with keys that are gone");
        assertNull(cache.find(print(2), 0, 0), "another one");
    }

    @Test
    void aNewerOneTakesThePlaceOfTheSame() {
        cache.put(credential(1, 1000, 0));
        cache.put(credential(1, 5000, 1));
        assertNotNull(cache.find(print(1), 4000, 1));
    }

    @Test
    void holdsNoMoreThanItsSizeAndDropsWhatExpiresFirst() {
        for (int i = 0; i < 10_000; i++) {
            cache.put(credential(i, 10_000 + i, 0));
        }
        int held = 0;
        for (int i = 0; i < 10_000; i++) {
            held += cache.find(print(i), 0, 0) == null ? 0 : 1;
        }
        assertEquals(64, held);
        assertNull(cache.find(print(0), 0, 0));
        assertNotNull(cache.find(print(9_999), 0, 0));
    }
}
