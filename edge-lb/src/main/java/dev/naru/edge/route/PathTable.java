package dev.naru.edge.route;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds the best of some patterns for a path. A prefix pattern ends in a slash and an exact one does not, so both share
 * a table: walking the path once, each slash asks for the prefix that ends there, and the end asks for the exact path.
 */
final class PathTable {
    private final ByteTable table;
    private final int longestBytes;
    private final int[] shorter;

    /** @param patterns their places in the list are what {@link #find} answers with */
    PathTable(List<String> patterns) {
        table = new ByteTable(patterns.size(), false);
        int longest = 0;
        for (int i = 0; i < patterns.size(); i++) {
            byte[] key = patterns.get(i).getBytes(StandardCharsets.US_ASCII);
            int hash = ByteTable.SEED;
            for (byte b : key) {
                hash = table.step(hash, b);
            }
            table.put(hash, key, i);
            longest = Math.max(longest, key.length);
        }
        longestBytes = longest;
        shorter = patterns.stream()
                .mapToInt(pattern -> shorter(patterns, pattern))
                .toArray();
    }

    private int shorter(List<String> patterns, String pattern) {
        byte[] key = pattern.getBytes(StandardCharsets.US_ASCII);
        int end = key.length - 1;
        while (end > 0) {
            end = pattern.lastIndexOf('/', end - 1) + 1; // the slash before
            int found = end > 0 ? find(key, 0, end) : -1;
            if (found >= 0 && patterns.get(found).length() == end) {
                return found;
            }
            end--;
        }
        return -1;
    }

    /** The place of the longest prefix that is shorter than the pattern of a place and takes all that it takes; else -1. */
    int shorter(int place) {
        return shorter[place];
    }

    /** The place of the exact pattern, else of the longest prefix, else -1. */
    int find(byte[] buf, int offset, int length) {
        int best = -1;
        int hash = ByteTable.SEED;
        int walk = Math.min(length, longestBytes); // no pattern ends behind this
        for (int i = 0; i < walk; i++) {
            byte b = buf[offset + i];
            hash = table.step(hash, b);
            if (b == '/' || i + 1 == length) {
                int found = table.get(hash, buf, offset, i + 1);
                best = found >= 0 ? found : best;
            }
        }
        return best;
    }
}
