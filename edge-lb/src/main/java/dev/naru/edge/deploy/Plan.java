package dev.naru.edge.deploy;

import java.util.List;

/**
 * What a deployment does. Shares are percent of the users, or of the requests where a route has no affinity.
 *
 * @param from the group that serves now
 * @param to the group that takes over
 * @param steps the share of {@code to} in each step, rising, 1 to 100; the last is 100, or 50 when it ends evenly
 * @param bakeMs how long a step is watched at least
 * @param minRequests of the new group in a step, at least
 * @param maxStepMs a step that cannot be told by then is held
 * @param sharePoints by how many percentage points the observed share may differ from the asked one, beside chance
 * @param awaitRelease whether {@code to} is emptied first and the deployment held there, so that a new version can be put on its servers
 */
public record Plan(
        String upstream,
        String from,
        String to,
        List<Integer> steps,
        long bakeMs,
        long minRequests,
        long maxStepMs,
        int sharePoints,
        Ending ending,
        boolean awaitRelease,
        GuardSettings guard) {
    /** Steps of guide and field: one in ten first, so that few see a bad release. */
    public static final List<Integer> STEPS = List.of(10, 25, 50, 75, 100);

    private static final int MOST_STEPS = 100;

    public Plan {
        steps = List.copyOf(steps);
    }

    /** Refuses a plan that contradicts itself. */
    void check() throws Refused {
        if (steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw Refused.invalid("expected 1 to " + MOST_STEPS + " steps, found " + steps.size());
        }
        int before = 0;
        for (int share : steps) {
            if (share <= before || share > 100) {
                throw Refused.invalid("steps rise from 1 to 100, found " + share + " after " + before);
            }
            before = share;
        }
        if (before != 100 && !(before == 50 && ending == Ending.EVEN)) {
            throw Refused.invalid("the last step is 100, or 50 with --then even; found " + before);
        }
        if (bakeMs < 0 || minRequests < 0 || maxStepMs < bakeMs) {
            throw Refused.invalid("bakeMs and minRequests are 0 or more, maxStepMs at least bakeMs");
        }
    }

    /** The plan from where {@code to} stands already: steps at or below its share are behind it. */
    Plan above(int share) {
        return withSteps(steps.stream().filter(step -> step > share).toList());
    }

    private Plan withSteps(List<Integer> remaining) {
        return new Plan(
                upstream,
                from,
                to,
                remaining,
                bakeMs,
                minRequests,
                maxStepMs,
                sharePoints,
                ending,
                awaitRelease,
                guard);
    }
}
