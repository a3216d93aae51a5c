package dev.naru.edge.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of octets that is the same in every process, so that several edges agree. Not secret: who knows it can choose keys that meet. */
final class Hashing {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Hashing() {}

    /** Of {@code b[from, to)}; never 0. */
    static long of(byte[] b, int from, int to) {
        long h = 0x9E3779B97F4A7C15L ^ (to - from);
        int i = from;
        for (; i + 8 <= to; i += 8) {
            h = mix(h ^ (long) LONGS.get(b, i));
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = (rest << 8) | (b[i] & 0xff);
        }
        h = mix(h ^ rest);
        return h == 0 ? 1 : h;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014, with Stafford's constants): each bit of the input moves half of those of the output. */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
