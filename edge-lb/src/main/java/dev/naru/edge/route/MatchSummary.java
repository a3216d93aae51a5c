package dev.naru.edge.route;

import java.util.Comparator;

/**
 * Why a route takes a path. Of two summaries that match the same path the greater one wins: exact beats prefix, and
 * longer beats shorter.
 *
 * @param length of the pattern, in bytes
 * @param pattern the path as configured
 */
public record MatchSummary(Kind kind, int length, String pattern) implements Comparable<MatchSummary> {
    private static final Comparator<MatchSummary> ORDER = Comparator.comparing(MatchSummary::kind)
            .thenComparingInt(MatchSummary::length)
            .thenComparing(MatchSummary::pattern);

    /** How a pattern is compared with a path; the later one wins. */
    public enum Kind {
        PREFIX,
        EXACT
    }

    @Override
    public int compareTo(MatchSummary other) {
        return ORDER.compare(this, other);
    }

    /** {@code prefix /files/} or {@code exact /files}. */
    @Override
    public String toString() {
        return (kind == Kind.EXACT ? "exact " : "prefix ") + pattern;
    }
}
