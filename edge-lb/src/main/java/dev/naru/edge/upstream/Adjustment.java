package dev.naru.edge.upstream;

import org.jspecify.annotations.Nullable;

/**
 * What an operator changed of one group or server.
 *
 * @param weight in place of the configured one; null leaves that
 * @param mode never null: {@link Mode#READY} is as configured
 */
public record Adjustment(@Nullable Integer weight, Mode mode) {
    /** Nothing changed. */
    public static final Adjustment NONE = new Adjustment(null, Mode.READY);

    /** With another weight. */
    public Adjustment weight(int other) {
        return new Adjustment(other, mode);
    }

    /** In another mode. */
    public Adjustment mode(Mode other) {
        return new Adjustment(weight, other);
    }

    int weightOr(int configured) {
        return weight == null ? configured : weight;
    }
}
