package dev.naru.edge.deploy;

/**
 * One comparison of the guard, with its numbers.
 *
 * @param oldTotal requests of the old group that were compared; 0 when only its record is left
 * @param oldCount of them, failed, or slower than the old group's quantile
 * @param newTotal requests of the new group that were compared
 * @param newCount of them, failed, or slower than that quantile times what is tolerated
 * @param oldValue what the old group shows: a share from 0 to 1, or milliseconds
 * @param newValue what the new group shows
 * @param evidence against "the new group is no worse", see {@link Evidence}
 * @param limit the evidence that rolls back
 */
public record Finding(
        Metric metric,
        long oldTotal,
        long oldCount,
        long newTotal,
        long newCount,
        double oldValue,
        double newValue,
        double evidence,
        double limit) {

    boolean worse() {
        return evidence >= limit;
    }

    boolean doubtful() {
        return evidence >= Guard.DOUBT;
    }

    /** For an operator, in English. */
    public String text() {
        String values = metric == Metric.P95 || metric == Metric.P99
                ? String.format("%.0f ms against %.0f ms", newValue, oldValue)
                : String.format(
                        "%.2f %% (%d of %d) against %.2f %% (%d of %d)",
                        newValue * 100, newCount, newTotal, oldValue * 100, oldCount, oldTotal);
        return metric.label + " " + values + String.format(", evidence %.3g of %.0f", evidence, limit);
    }
}
