package dev.naru.edge.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012): a hash whose collisions nobody finds without its key, so a client cannot aim at another one's place in a table. Immutable;
 * allocates nothing.
 */
final class SipHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long k0;
    private final long k1;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** With a key that nobody knows. */
    static SipHash secret() {
        SecureRandom random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    /** The hash of the octets {@code b[from, to)}. */
    long hash(byte[] b, int from, int to) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int i = from;
        boolean last = false;
        int rounds = 2;
        long m = 0;
        while (true) {
            if (i + 8 <= to) {
                m = (long) LONGS.get(b, i);
                i += 8;
            } else if (!last) {
                m = (long) (to - from) << 56;
                for (int shift = 0; i < to; i++, shift += 8) {
                    m |= (b[i] & 0xffL) << shift;
                }
                last = true;
            } else {
                m = 0;
                v2 ^= 0xff;
                rounds = 4;
            }
            v3 ^= m;
            for (int r = 0; r < rounds; r++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            if (rounds == 4) {
                return v0 ^ v1 ^ v2 ^ v3;
            }
            v0 ^= m;
        }
    }
}
