package dev.naru.edge.deploy;

import dev.naru.edge.deploy.State.Held;
import dev.naru.edge.deploy.State.Idle;
import dev.naru.edge.deploy.State.Moving;
import dev.naru.edge.deploy.State.Resting;
import dev.naru.edge.deploy.State.Running;
import dev.naru.edge.deploy.State.Shifting;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Drives the deployments of one upstream through their {@linkplain State states}, one after the other. {@link #tick} is called about once a second; commands come in
 * between. Not thread-safe: {@link DeployThread} owns it.
 *
 * <p>What is decided is kept first and done then. A process that dies in between does it after its restart; one that cannot write does not go on.
 */
final class Controller {
    /** A restart after a longer absence holds: nobody knows what happened meanwhile. */
    static final long LONGEST_ABSENCE_MS = 5 * 60_000;

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Course course;
    private final Planner planner;
    private final Progress progress;

    Controller(DeploymentSettings settings, Store store, AppSignal signal, Journal journal, Ticks ticks) {
        this.course = new Course(settings, store, journal, ticks);
        this.planner = new Planner(settings, course.weights);
        this.progress = new Progress(course, signal);
    }

    /** As {@link Recovery#restore}. */
    void restore(boolean started) {
        new Recovery(course).restore(started);
    }

    /** About once a second. */
    void tick() {
        progress.tick();
    }

    // ---- commands

    /** What {@link #start} would do; changes nothing. */
    Map<String, Object> dryRun(Wish wish) throws Refused {
        refuseWhileRunning();
        return planner.dryRun(wish, course.live);
    }

    void start(Wish wish, String who) throws Refused {
        refuseWhileRunning();
        Planner.Planned planned = planner.plan(wish, course.live);
        Plan plan = planned.plan();
        long now = course.ticks.wallMs();
        Deployment d = new Deployment(
                id(now),
                plan,
                now,
                course.weights.names().getFirst().equals(plan.to()),
                planned.baseline(),
                resting().prepare(!plan.awaitRelease()));
        Deployment before = course.deployment;
        Map<String, Integer> standingBefore = course.standing;
        course.deployment = d;
        course.configured = course.weights.configured();
        course.standing = course.weights.now();
        int share = course.weights.share(plan.to());
        d.asked(share);
        course.event(
                "start", "from " + plan.from() + " to " + plan.to() + " in steps of " + plan.steps() + " %, by " + who);
        if (!course.save()) {
            course.deployment = before;
            course.standing = standingBefore;
            throw Refused.conflict(course.store.place() + " cannot be written: see the log");
        }
        course.begin();
        course.watch.beginAccount();
        course.closing = false;
        if (plan.awaitRelease()) {
            course.setShare(0);
        }
    }

    void hold(String who) throws Refused {
        Deployment d = running("hold");
        if (!(d.state instanceof Moving moving)) {
            throw Refused.conflict("it is held already: " + d.state.because());
        }
        course.hold(moving, "by " + who);
    }

    void resume(String who) throws Refused {
        Deployment d = running("resume");
        if (!(d.state instanceof Held held)) {
            throw Refused.conflict("it is not held: it is " + d.state.word());
        }
        if (held.in() instanceof Shifting shifting
                && shifting.step() >= d.plan.steps().size()) {
            throw Refused.conflict("there is no step " + (shifting.step() + 1));
        }
        if (!course.weights.fit(course.standing)) {
            throw Refused.conflict("the groups are others now: " + course.weights.names() + "; roll back or abort");
        }
        course.configured = course.weights.configured();
        d.state = held.resume();
        course.event("resume", "it goes on: " + d.state.word() + ", by " + who);
        course.begin();
        if (d.state instanceof Shifting shifting) {
            course.beginStep(shifting.step());
        }
        if (course.save()) {
            course.apply(course.standing);
        }
    }

    void rollBack(String who) throws Refused {
        running("roll back");
        course.backOut("by " + who);
    }

    void abort(String who) throws Refused {
        if (course.problem != null) {
            acknowledge(who);
            return;
        }
        Deployment d = running("abort");
        if (d.state instanceof Running running) {
            course.standing = course.weights.now();
            course.end(running.abort("by " + who), "abort", "given up; the weights stay at " + course.standing);
        }
    }

    private void acknowledge(String who) throws Refused {
        try {
            course.note(
                    "abort",
                    course.store.place() + " was put aside as " + course.store.putAside(course.ticks.wallMs()) + ", by "
                            + who);
        } catch (IOException e) {
            throw Refused.conflict(course.store.place() + " cannot be put aside: " + e.getMessage());
        }
        course.problem = null;
    }

    private Deployment running(String verb) throws Refused {
        if (course.problem != null) {
            throw Refused.conflict(course.problem);
        }
        Deployment d = course.deployment;
        if (d == null || !(d.state instanceof Running)) {
            throw Refused.conflict("there is nothing to " + verb + ": no deployment of " + course.settings.upstream()
                    + " is under way");
        }
        return d;
    }

    private void refuseWhileRunning() throws Refused {
        if (course.problem != null) {
            throw Refused.conflict(course.problem);
        }
        if (course.deployment != null && course.deployment.state instanceof Running) {
            throw Refused.conflict(
                    "deployment " + course.deployment.id + " is under way: " + course.deployment.state.word());
        }
    }

    // ---- what others see

    private Resting resting() {
        return course.deployment != null && course.deployment.state instanceof Resting resting ? resting : new Idle();
    }

    private String id(long nowMs) {
        String id = course.settings.upstream() + "-" + ID.format(Instant.ofEpochMilli(nowMs));
        return course.deployment != null && course.deployment.id.startsWith(id) ? course.deployment.id + "b" : id;
    }

    /** All that can be seen from outside, as a JSON object. */
    Map<String, Object> view(Store.Lead lead) {
        return DeploymentView.of(
                course.settings.upstream(),
                course.weights,
                lead,
                course.live,
                Planner.usualTarget(course.weights, course.live),
                course.deployment,
                course.problem);
    }

    State state() {
        return course.deployment == null ? new Idle() : course.deployment.state;
    }

    /** Whether its decisions can no longer be kept: it is to be thrown away. */
    boolean deposed() {
        return course.lost != null;
    }

    /** Why; empty when it is not. */
    String lost() {
        return course.lost == null ? "" : course.lost;
    }
}
