package dev.naru.edge.deploy;

import dev.naru.edge.deploy.State.Moving;
import dev.naru.edge.deploy.State.Running;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the deployments of an upstream stand, and what happens when that changes: it is kept first and done then. What decides that it changes is elsewhere: {@link
 * Controller} for an operator, {@link Progress} as time goes by, {@link Recovery} for a new leader. Belongs to the deployment's thread.
 */
final class Course {
    final DeploymentSettings settings;
    final Store store;
    final Weights weights;
    final Watch watch;
    final Ticks ticks;
    private final Journal journal;
    private final Reports reports;

    /** Why nothing can be done until an operator has looked; null when there is no such thing. */
    @Nullable
    String problem;

    /** Why this edge no longer leads; null while it does. Then nothing is applied any more. */
    @Nullable
    String lost;

    /** The group that the last deployment brought into service. */
    @Nullable
    String live;

    /** The weights that were decided, by group; none while the configuration's hold. */
    Map<String, Integer> standing = Map.of();

    /** The configuration's weights when those were decided. */
    Map<String, Integer> configured = Map.of();

    /** The running one, or the last. */
    @Nullable
    Deployment deployment;

    /** When the present state began, on the monotonic clock. */
    long sinceMs;

    long savedMs;

    /** Whether the account of an ended deployment is still open. */
    boolean closing;

    Course(DeploymentSettings settings, Store store, Journal journal, Ticks ticks) {
        this.settings = settings;
        this.store = store;
        this.weights = new Weights(settings.upstream(), store.traffic());
        this.watch = new Watch(settings.upstream(), store.traffic());
        this.ticks = ticks;
        this.journal = journal;
        this.reports = Reports.of(settings);
    }

    // ---- transitions

    void enterStep(int step) {
        Deployment d = Objects.requireNonNull(deployment);
        begin();
        int share = d.plan.steps().get(step);
        event("step", "step " + (step + 1) + " of " + d.plan.steps().size() + ": " + share + " % to " + d.plan.to());
        beginStep(step);
        setShare(share);
    }

    void beginStep(int step) {
        Deployment d = Objects.requireNonNull(deployment);
        int share = d.plan.steps().get(step);
        watch.beginStep(d.plan, share, ticks.monotonicMs());
        endStep(d);
        d.steps.add(StepRecord.begin(step, share, ticks.wallMs()));
    }

    void endStep(Deployment d) {
        StepRecord record = d.step();
        if (record != null && record.endedAtMs() == 0) {
            d.step(record.ended(ticks.wallMs()));
        }
    }

    void hold(Moving moving, String reason) {
        Objects.requireNonNull(deployment).state = moving.hold(reason);
        event("hold", reason);
        save();
    }

    void backOut(String reason) {
        Deployment d = Objects.requireNonNull(deployment);
        if (d.state instanceof Running running) {
            standing = d.baseline;
            end(running.rollBack(reason), "roll-back", reason);
        }
    }

    void end(State state, String kind, String text) {
        Deployment d = Objects.requireNonNull(deployment);
        endStep(d);
        d.state = state;
        d.endedAtMs = ticks.wallMs();
        event(kind, text);
        watch.guard = null;
        closing = true;
        sinceMs = ticks.monotonicMs();
        save();
        // Even when that failed: going back to what served before is never the risk.
        if (!weights.now().equals(standing)) {
            apply(standing);
        }
        d.asked(weights.share(d.plan.to()));
        d.point(new Point(ticks.wallMs(), d.asked, -1));
        report(d);
    }

    void holdIfMoving(Deployment d, String reason) {
        if (d.state instanceof Moving moving) {
            hold(moving, reason);
        }
    }

    /** A state begins: its clock, and what is seen from now on. */
    void begin() {
        Deployment d = Objects.requireNonNull(deployment);
        sinceMs = ticks.monotonicMs();
        watch.begin(d);
    }

    // ---- weights

    void setShare(int share) {
        Deployment d = Objects.requireNonNull(deployment);
        standing = Weights.of(d.plan, share);
        d.asked(share);
        if (save()) {
            apply(standing);
        }
    }

    void apply(Map<String, Integer> wanted) {
        if (lost != null || weights.now().equals(wanted)) {
            return;
        }
        try {
            weights.set(wanted);
        } catch (IllegalStateException e) {
            Deployment d = deployment;
            note("weights", "could not be set to " + wanted + ": " + e.getMessage());
            if (d != null) {
                holdIfMoving(d, "the weights could not be set: " + e.getMessage());
            }
        }
    }

    // ---- what is told and kept

    void event(String kind, String text) {
        Event event = new Event(ticks.wallMs(), kind, text);
        Deployment d = Objects.requireNonNull(deployment);
        d.event(event);
        journal.say(settings.upstream(), d.id, event);
    }

    void note(String kind, String text) {
        journal.say(settings.upstream(), "", new Event(ticks.wallMs(), kind, text));
    }

    /** False when it could not be written: then nothing moves on. */
    boolean save() {
        Deployment d = deployment;
        savedMs = ticks.monotonicMs();
        Guard watching = watch.guard;
        if (d != null && watching != null) {
            d.evidence = watching.kept();
        }
        try {
            store.write(new StateFile.Kept(settings.upstream(), ticks.wallMs(), live, standing, configured, d));
            return true;
        } catch (Store.NotLeading e) {
            lost = e.getMessage();
            return false;
        } catch (IOException e) {
            String reason = store.place() + " cannot be written: " + e.getMessage();
            note("hold", reason);
            if (d != null && d.state instanceof Moving moving) {
                d.state = moving.hold(reason);
            }
            return false;
        }
    }

    void report(Deployment d) {
        if (lost != null) {
            return;
        }
        try {
            reports.write(d);
        } catch (IOException e) {
            note("note", "the report of " + d.id + " cannot be written: " + e.getMessage());
        }
    }
}
