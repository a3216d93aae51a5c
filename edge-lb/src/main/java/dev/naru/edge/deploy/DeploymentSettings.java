package dev.naru.edge.deploy;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deployments of one upstream go unless an operator asks otherwise.
 *
 * @param folder of the state file and the reports; there, and writable
 * @param keepReports of ended deployments
 * @param shared with edges of other machines; null when this machine's folder is all there is
 */
public record DeploymentSettings(
        String upstream,
        Path folder,
        int keepReports,
        List<Integer> steps,
        long bakeMs,
        long minRequests,
        long maxStepMs,
        int sharePoints,
        Ending ending,
        GuardSettings guard,
        @Nullable SharedSettings shared) {
    public DeploymentSettings {
        steps = List.copyOf(steps);
    }

    /** A plan of these settings with what the operator asked for in their place. */
    Plan plan(Wish wish, String from, String to) {
        return new Plan(
                upstream,
                from,
                to,
                wish.steps() == null ? steps : wish.steps(),
                wish.bakeMs() == null ? bakeMs : wish.bakeMs(),
                wish.minRequests() == null ? minRequests : wish.minRequests(),
                wish.maxStepMs() == null
                        ? Math.max(maxStepMs, wish.bakeMs() == null ? 0 : wish.bakeMs())
                        : wish.maxStepMs(),
                sharePoints,
                wish.ending() == null ? ending : wish.ending(),
                wish.awaitRelease() != null && wish.awaitRelease(),
                guard);
    }
}
