package dev.naru.edge.deploy;

import dev.naru.edge.deploy.State.Finishing;
import dev.naru.edge.deploy.State.Held;
import dev.naru.edge.deploy.State.Preparing;
import dev.naru.edge.deploy.State.Resting;
import dev.naru.edge.deploy.State.Running;
import dev.naru.edge.deploy.State.Shifting;
import dev.naru.edge.deploy.TrafficPort.GroupView;

/** What a deployment does by itself as time goes by: waits, looks, judges, and takes the next step or goes back. */
final class Progress {
    /** Evidence and account are kept so often, at least; in between, what a restart loses is time and never safety. */
    private static final long SAVE_EVERY_MS = 5_000;

    /** So long the account of an ended deployment stays open for what is in flight. */
    private static final long CLOSING_MS = 30_000;

    private final Course course;
    private final AppSignal signal;

    Progress(Course course, AppSignal signal) {
        this.course = course;
        this.signal = signal;
    }

    /** About once a second. */
    void tick() {
        Deployment d = course.deployment;
        if (d == null || course.problem != null) {
            return;
        }
        TrafficPort.Account delta = course.watch.account();
        if (d.state instanceof Running || course.closing) {
            d.account = d.account.and(delta);
        }
        if (!(d.state instanceof Running)) {
            close(d);
            return;
        }
        if (!course.weights.fit(course.standing)) {
            course.holdIfMoving(d, "the groups are others now: " + course.weights.names());
            return;
        }
        if (!course.weights.now().equals(course.standing)) {
            course.holdIfMoving(
                    d,
                    "the weights are " + course.weights.now() + " and not " + course.standing
                            + ": somebody else set them. Resume sets them again, abort leaves them");
        }
        switch (d.state) {
            case Preparing preparing -> prepare(d, preparing);
            case Shifting shifting -> watch(d, shifting);
            case Finishing finishing -> finish(d, finishing);
            case Held held -> {
                if (held.in() instanceof Shifting shifting) {
                    watch(d, shifting);
                }
            }
            case Resting resting -> {}
        }
        if (course.ticks.monotonicMs() - course.savedMs >= SAVE_EVERY_MS) {
            course.save();
        }
    }

    private void prepare(Deployment d, Preparing preparing) {
        GroupView target = course.weights.group(d.plan.to());
        boolean late = course.ticks.monotonicMs() - course.sinceMs > d.plan.maxStepMs();
        if (!preparing.released()) {
            if (target.drained()) {
                d.state = preparing.awaitRelease(
                        d.plan.to() + " is drained: put the new version on its servers, then resume");
                course.event("hold", d.state.because());
                course.save();
            } else if (late) {
                course.hold(preparing, d.plan.to() + " still has " + target.inFlight() + " requests in flight");
            }
        } else if (target.healthy() == target.servers()) {
            d.state = preparing.shift();
            course.enterStep(0);
        } else if (late) {
            course.hold(
                    preparing,
                    "only " + target.healthy() + " of " + target.servers() + " servers of " + d.plan.to()
                            + " are healthy");
        }
    }

    private void watch(Deployment d, Shifting shifting) {
        Guard watching = course.watch.guard;
        StepRecord record = d.step();
        if (watching == null || record == null) {
            return;
        }
        long now = course.ticks.monotonicMs();
        Sample oldDelta = course.watch.seeOld(d);
        Sample newDelta = course.watch.seeNew(d);
        watching.observe(oldDelta, newDelta, now);
        course.watch.unhealthyTicks =
                course.weights.group(d.plan.to()).healthy() == 0 ? course.watch.unhealthyTicks + 1 : 0;
        int share = d.plan.steps().get(shifting.step());
        Verdict verdict = Judge.judge(
                d.plan, share, now - course.sinceMs, watching, signal.read(d.plan.to()), course.watch.unhealthyTicks);
        d.step(record.with(100 * Judge.observed(watching), watching.oldGroup(), watching.newGroup(), verdict));
        long requests = oldDelta.requests() + newDelta.requests();
        d.point(new Point(course.ticks.wallMs(), d.asked, requests == 0 ? -1 : 100.0 * newDelta.requests() / requests));
        switch (verdict.decision()) {
            case ROLL_BACK -> course.backOut(verdict.reason());
            case HOLD -> course.holdIfMoving(d, verdict.reason());
            case GO_ON -> {
                if (d.state instanceof Shifting) {
                    goOn(d, shifting, verdict);
                }
            }
            case WAIT -> {}
        }
    }

    private void goOn(Deployment d, Shifting shifting, Verdict verdict) {
        course.endStep(d);
        if (shifting.step() + 1 < d.plan.steps().size()) {
            d.state = shifting.next();
            course.event("step", "step " + (shifting.step() + 1) + " is done: " + verdict.reason());
            course.enterStep(shifting.step() + 1);
            return;
        }
        d.state = shifting.finish();
        course.event("step", "the last step is done: " + verdict.reason());
        course.begin();
        if (d.plan.ending() == Ending.EVEN && d.asked != 50) {
            course.setShare(50);
        } else {
            course.save();
        }
    }

    private void finish(Deployment d, Finishing finishing) {
        GroupView old = course.weights.group(d.plan.from());
        if (d.plan.ending() == Ending.EVEN || old.drained()) {
            course.live = d.plan.to();
            course.end(
                    finishing.done(),
                    "done",
                    d.plan.ending() == Ending.EVEN
                            ? "both groups have half"
                            : d.plan.to() + " has everything; " + d.plan.from() + " is drained and waits");
        } else if (course.ticks.monotonicMs() - course.sinceMs > d.plan.maxStepMs()) {
            course.hold(finishing, d.plan.from() + " still has " + old.inFlight() + " requests in flight");
        }
    }

    /** After the end: what was in flight is counted too, and the report is written once more. */
    private void close(Deployment d) {
        if (!course.closing) {
            return;
        }
        boolean drained =
                course.weights.groups().stream().filter(g -> g.weight() == 0).allMatch(GroupView::drained);
        if (drained || course.ticks.monotonicMs() - course.sinceMs > CLOSING_MS) {
            course.closing = false;
            course.weights.groups().stream()
                    .filter(GroupView::drained)
                    .forEach(group -> course.event("note", group.name() + " is drained: its servers may be stopped"));
            course.save();
            course.report(d);
        }
    }
}
