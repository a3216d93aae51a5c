package dev.naru.edge.deploy;

import dev.naru.edge.deploy.State.Held;
import dev.naru.edge.deploy.State.Moving;
import dev.naru.edge.deploy.State.Resting;
import dev.naru.edge.deploy.State.Running;
import dev.naru.edge.deploy.State.Shifting;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a new leader takes up what is kept: it goes on where nothing is in doubt, and holds otherwise. */
final class Recovery {
    private final Course course;

    Recovery(Course course) {
        this.course = course;
    }

    /**
     * Takes up what an earlier leader left. To be called once, before all else.
     *
     * @param started whether this process has just started, and no requests come yet; otherwise it has followed the earlier one
     */
    void restore(boolean started) {
        course.configured = course.weights.configured();
        course.watch.beginAccount();
        StateFile.Kept kept;
        try {
            kept = course.store.read();
        } catch (IOException | Tree.Malformed e) {
            course.problem = course.store.place() + " cannot be read (" + e.getMessage()
                    + "): the weights stay as they are; abort puts it aside";
            course.note("hold", course.problem);
            return;
        }
        if (kept == null) {
            return;
        }
        course.live = kept.live();
        course.deployment = kept.deployment();
        boolean sameFile = kept.configured().equals(course.configured);
        Deployment d = course.deployment;
        if (d == null || !(d.state instanceof Running running)) {
            restoreResting(kept, sameFile, started);
            return;
        }
        course.standing = kept.weights();
        String doubt = doubt(kept, d, sameFile);
        if (course.weights.fit(course.standing)) {
            course.apply(course.standing);
        }
        course.begin();
        if (d.state instanceof Moving moving && !doubt.isEmpty()) {
            d.state = moving.hold(doubt);
            course.event("hold", (started ? "after a restart: " : "under another leader: ") + doubt);
        } else {
            course.event(
                    "restart",
                    (started ? "the edge was restarted: " : "this edge leads now: ") + running.word() + " goes on");
        }
        if (position(d.state) instanceof Shifting shifting
                && shifting.step() < d.plan.steps().size()) {
            Guard restored = new Guard(d.plan.guard());
            restored.restore(d.evidence);
            course.watch.guard = restored;
            course.beginStep(shifting.step());
        }
        course.save();
    }

    private void restoreResting(StateFile.Kept kept, boolean sameFile, boolean started) {
        if (kept.weights().isEmpty()) {
            return;
        }
        if (sameFile) {
            course.standing = kept.weights();
            if (started) {
                course.apply(course.standing);
                course.note("weights", "as the last deployment left them: " + course.standing);
            }
        } else {
            course.note(
                    "weights",
                    "the configuration's weights " + course.configured
                            + " hold: they were changed since the last deployment, which had left " + kept.weights());
        }
        if (!course.store.doubt().isEmpty()) {
            course.save(); // the others have nothing to follow otherwise
        }
    }

    /** Why a running deployment must not simply go on; empty when it may. */
    private String doubt(StateFile.Kept kept, Deployment d, boolean sameFile) {
        if (!course.weights.fit(kept.weights()) || !course.weights.names().contains(d.plan.to())) {
            return "the groups of upstream " + course.settings.upstream() + " are others now: "
                    + course.weights.names();
        }
        if (!sameFile) {
            return "the configuration's weights changed from " + kept.configured() + " to " + course.configured;
        }
        if (!course.store.doubt().isEmpty()) {
            return course.store.doubt();
        }
        long away = course.ticks.wallMs() - kept.savedAtMs();
        return away > Controller.LONGEST_ABSENCE_MS || away < -60_000
                ? "the edge was away for " + away / 1000 + " s, and nobody watched"
                : "";
    }

    private static @Nullable Moving position(State state) {
        return switch (state) {
            case Held held -> held.in();
            case Moving moving -> moving;
            case Resting resting -> null;
        };
    }
}
