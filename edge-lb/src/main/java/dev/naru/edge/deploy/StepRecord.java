package dev.naru.edge.deploy;

import java.util.List;

/**
 * One run of a step: a step that a restart interrupted has two.
 *
 * @param share asked for the new group, percent
 * @param endedAtMs 0 while it runs
 * @param observed the new group's share of requests, percent
 * @param decision of the guard: its last word when the step has ended
 */
public record StepRecord(
        int step,
        int share,
        long startedAtMs,
        long endedAtMs,
        double observed,
        Tally oldGroup,
        Tally newGroup,
        Verdict.Decision decision,
        String reason,
        List<Finding> findings) {
    public StepRecord {
        findings = List.copyOf(findings);
    }

    static StepRecord begin(int step, int share, long nowMs) {
        return new StepRecord(step, share, nowMs, 0, 0, Tally.NONE, Tally.NONE, Verdict.Decision.WAIT, "", List.of());
    }

    StepRecord with(double observedShare, Sample oldSample, Sample newSample, Verdict verdict) {
        return new StepRecord(
                step,
                share,
                startedAtMs,
                endedAtMs,
                observedShare,
                Tally.of(oldSample),
                Tally.of(newSample),
                verdict.decision(),
                verdict.reason(),
                verdict.findings());
    }

    StepRecord ended(long nowMs) {
        return new StepRecord(
                step, share, startedAtMs, nowMs, observed, oldGroup, newGroup, decision, reason, findings);
    }
}
