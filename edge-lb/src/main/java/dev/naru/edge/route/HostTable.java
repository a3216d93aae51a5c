package dev.naru.edge.route;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds the best of some host patterns for a host, from its end to its beginning: each dot asks for the wildcard of what
 * lies right of it ({@code *.example.com} is kept as {@code .example.com}), and the beginning asks for the exact name.
 */
final class HostTable {
    private final ByteTable table;
    private final int longestBytes;

    /**
     * @param patterns lower case, exact or {@code *.…}
     * @param values what {@link #find} answers with, by the pattern's place
     */
    HostTable(List<String> patterns, List<Integer> values) {
        table = new ByteTable(patterns.size(), true);
        int longest = 0;
        for (int i = 0; i < patterns.size(); i++) {
            String pattern = patterns.get(i);
            String kept = pattern.startsWith("*.") ? pattern.substring(1) : pattern;
            byte[] key = kept.getBytes(StandardCharsets.US_ASCII);
            int hash = ByteTable.SEED;
            for (int k = key.length - 1; k >= 0; k--) {
                hash = table.step(hash, key[k]);
            }
            table.put(hash, key, values.get(i));
            longest = Math.max(longest, key.length);
        }
        longestBytes = longest;
    }

    /** The value of the exact name, else of the longest wildcard, else -1. A dot at the end (the root) is ignored. */
    int find(byte[] buf, int offset, int length) {
        int end = length > 0 && buf[offset + length - 1] == '.' ? length - 1 : length;
        int best = -1;
        int hash = ByteTable.SEED;
        int stop = Math.max(0, end - longestBytes); // no pattern begins before this
        for (int i = end - 1; i >= stop; i--) {
            byte b = buf[offset + i];
            hash = table.step(hash, b);
            if (i == 0 ? b != '.' : b == '.') { // a dot in front has no name before it
                int found = table.get(hash, buf, offset + i, end - i);
                best = found >= 0 ? found : best;
            }
        }
        return best;
    }
}
