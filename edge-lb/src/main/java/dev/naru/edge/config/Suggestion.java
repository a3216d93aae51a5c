package dev.naru.edge.config;

import java.util.Collection;
import java.util.Locale;

/** Finds what a misspelt word probably meant. */
final class Suggestion {
    private Suggestion() {}

    /** {@code ; did you mean 'x'?}, or a list of what there is. */
    static String among(Collection<String> known, String word) {
        String nearest = "";
        int best = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(plain(candidate), plain(word));
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        if (best <= Math.max(1, Math.min(word.length(), 64) / 3)) {
            return "; did you mean '" + nearest + "'?";
        }
        return known.isEmpty() ? "" : "; there are " + String.join(", ", known);
    }

    /** Other tools' spellings, such as max_fails and max-fails, are not mistakes to count. */
    private static String plain(String word) {
        String bounded = word.length() > 64 ? word.substring(0, 64) : word;
        return bounded.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's edit distance, two rows of the table at a time. */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
