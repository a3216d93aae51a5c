package dev.naru.edge.deploy;

import java.util.List;

/**
 * What the guard says of a step, with the numbers that led to it.
 *
 * @param reason one sentence for an operator
 */
public record Verdict(Decision decision, String reason, List<Finding> findings) {
    /** What is to be done. */
    public enum Decision {
        /** Too early to say: go on watching. */
        WAIT,
        /** The step is done. */
        GO_ON,
        /** It cannot be said: an operator decides. */
        HOLD,
        /** The new group is worse. */
        ROLL_BACK
    }

    public Verdict {
        findings = List.copyOf(findings);
    }
}
