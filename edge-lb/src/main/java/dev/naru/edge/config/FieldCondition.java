package dev.naru.edge.config;

/**
 * A condition on one header, cookie or parameter of the query.
 *
 * @param name of a header in lower case; of others as it is
 * @param value the text or expression; empty for {@link Test#PRESENT} and {@link Test#ABSENT}
 */
public record FieldCondition(String name, Test test, String value) {
    /** How a value is looked at. */
    public enum Test {
        PRESENT,
        ABSENT,
        /** Some field of this name has exactly this value. */
        EQUALS,
        /** The expression is found in some field of this name. */
        REGEX
    }

    /** Whether a request could never meet both. */
    boolean contradicts(FieldCondition other) {
        if (!name.equals(other.name) || equals(other)) {
            return false;
        }
        if (test == Test.ABSENT || other.test == Test.ABSENT) {
            return true;
        }
        return switch (test) {
            case EQUALS ->
                other.test == Test.EQUALS
                        || (other.test == Test.REGEX
                                && !Regexes.compile(other.value).matcher(value).find());
            case REGEX -> other.test == Test.EQUALS && other.contradicts(this);
            case PRESENT, ABSENT -> false;
        };
    }

    /** {@code x-beta = 1}. */
    @Override
    public String toString() {
        return switch (test) {
            case PRESENT -> name;
            case ABSENT -> "no " + name;
            case EQUALS -> name + " = " + value;
            case REGEX -> name + " ~ " + value;
        };
    }
}
