package dev.naru.edge.policy;

/**
 * What all loops have counted for one server so far.
 *
 * @param answers heads of answers, of any status
 * @param errors5xx those of them with 5xx
 * @param failures attempts that failed without one
 * @param waitedNanos for the heads of all answers together
 */
public record Tally(long answers, long errors5xx, long failures, long waitedNanos) {
    /** Before the first request. */
    public static final Tally NONE = new Tally(0, 0, 0, 0);

    /** What was counted since. */
    Tally since(Tally earlier) {
        return new Tally(
                answers - earlier.answers,
                errors5xx - earlier.errors5xx,
                failures - earlier.failures,
                waitedNanos - earlier.waitedNanos);
    }

    long errors() {
        return errors5xx + failures;
    }

    long requests() {
        return answers + failures;
    }

    long successes() {
        return answers - errors5xx;
    }
}
