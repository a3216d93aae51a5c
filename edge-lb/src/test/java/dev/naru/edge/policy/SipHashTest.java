package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** The vectors that come with the paper: key 00 01 … 0f, input 00 01 … of each length. */
class SipHashTest {
    @Test
    void agreesWithThePublishedVectors() {
        byte[] key = counting(16);
        ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        SipHash hash = new SipHash(words.getLong(0), words.getLong(8));
        assertEquals(0x726fdb47dd0e0e31L, hash.hash(counting(0), 0, 0));
        assertEquals(0x93f5f5799a932462L, hash.hash(counting(8), 0, 8));
        assertEquals(0xa129ca6149be45e5L, hash.hash(counting(15), 0, 15));
    }

    @Test
    void looksAtItsStretchOnly() {
        SipHash hash = new SipHash(1, 2);
        assertEquals(hash.hash(new byte[] {7, 8, 9}, 0, 3), hash.hash(new byte[] {1, 7, 8, 9, 2}, 1, 4));
    }

    private static byte[] counting(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) i;
        }
        return octets;
    }
}
