package dev.naru.edge.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * HMAC-SHA-256 (RFC 2104) of credentials under a key that lives and dies with this process: what a cache knows of a credential is of no use to who reads the heap.
 * Scratch of one event loop, not thread-safe; allocates nothing, which {@code javax.crypto.Mac} does.
 */
final class Fingerprint {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 64;
    private static final int SIZE = 32;
    private static final byte[] INNER = new byte[BLOCK];
    private static final byte[] OUTER = new byte[BLOCK];

    static {
        byte[] key = new byte[BLOCK];
        new SecureRandom().nextBytes(key);
        for (int i = 0; i < BLOCK; i++) {
            INNER[i] = (byte) (key[i] ^ 0x36);
            OUTER[i] = (byte) (key[i] ^ 0x5c);
        }
    }

    private final MessageDigest sha256;
    private final byte[] mac = new byte[SIZE];

    Fingerprint() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Takes the octets {@code b[from, to)}; the result stays until the next call. */
    Fingerprint of(byte[] b, int from, int to) {
        try {
            sha256.update(INNER);
            sha256.update(b, from, to - from);
            sha256.digest(mac, 0, SIZE);
            sha256.update(OUTER);
            sha256.update(mac);
            sha256.digest(mac, 0, SIZE);
            return this;
        } catch (DigestException e) {
            throw new IllegalStateException("32 octets hold a SHA-256", e);
        }
    }

    /** Eight octets of it, {@code index} 0 to 3. */
    long part(int index) {
        return (long) LONGS.get(mac, index * 8);
    }
}
