package dev.naru.edge.route;

/**
 * A map from byte strings to indexes, by open addressing, filled once. The caller computes the hash while it walks its
 * buffer, so that one pass over a path can ask for every prefix of it. Keys come from the configuration only, so no
 * client can lengthen a chain of probes.
 */
final class ByteTable {
    /** The hash of no bytes (FNV-1a, with {@link #step}). */
    static final int SEED = 0x811c9dc5;

    private final byte[][] keys;
    private final int[] hashes;
    private final int[] values;
    private final int mask;
    private final boolean ignoreCase;

    /**
     * @param size the most keys it will take
     * @param ignoreCase whether upper case in a buffer equals lower case in a key (ASCII)
     */
    ByteTable(int size, boolean ignoreCase) {
        int capacity = Integer.highestOneBit(Math.max(size, 1)) * 4; // at most half full
        keys = new byte[capacity][];
        hashes = new int[capacity];
        values = new int[capacity];
        mask = capacity - 1;
        this.ignoreCase = ignoreCase;
    }

    /** The hash of one byte more than {@code hash} stands for. */
    int step(int hash, byte b) {
        return (hash ^ fold(b)) * 0x01000193;
    }

    /** Adds a key that is not there yet. */
    void put(int hash, byte[] key, int value) {
        int slot = slot(hash, key, 0, key.length);
        if (keys[slot] != null) {
            throw new IllegalArgumentException("the same key twice");
        }
        keys[slot] = key;
        hashes[slot] = hash;
        values[slot] = value;
    }

    /** The value of a stretch of the buffer, or -1. */
    int get(int hash, byte[] buf, int offset, int length) {
        int slot = slot(hash, buf, offset, length);
        return keys[slot] == null ? -1 : values[slot];
    }

    /** Where the key is, or the free slot where it would be. */
    private int slot(int hash, byte[] buf, int offset, int length) {
        int slot = (hash ^ hash >>> 16) & mask;
        while (keys[slot] != null && !(hashes[slot] == hash && matches(keys[slot], buf, offset, length))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean matches(byte[] key, byte[] buf, int offset, int length) {
        if (key.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (key[i] != fold(buf[offset + i])) {
                return false;
            }
        }
        return true;
    }

    private byte fold(byte b) {
        return ignoreCase && b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
}
