package dev.naru.edge.deploy;

import dev.naru.edge.deploy.State.Finishing;
import dev.naru.edge.deploy.State.Held;
import dev.naru.edge.deploy.State.Idle;
import dev.naru.edge.deploy.State.Moving;
import dev.naru.edge.deploy.State.Preparing;
import dev.naru.edge.deploy.State.Resting;
import dev.naru.edge.deploy.State.Running;
import dev.naru.edge.deploy.State.Shifting;
import dev.naru.edge.deploy.TrafficPort.GroupView;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Drives the deployments of one upstream through their {@linkplain State states}, one after the other. {@link #tick} is called about once a second; commands come in
 * between. Not thread-safe: {@link DeployThread} owns it.
 *
 * <p>What is decided is written to disk first and done then. A process that dies in between does it after its restart; one that cannot write does not go on.
 */
final class Controller {
    /** A restart after a longer absence holds: nobody knows what happened meanwhile. */
    static final long LONGEST_ABSENCE_MS = 5 * 60_000;

    /** Evidence and account are kept on disk so often, at least; in between, what a restart loses is time and never safety. */
    private static final long SAVE_EVERY_MS = 5_000;

    /** So long the account of an ended deployment stays open for what is in flight. */
    private static final long CLOSING_MS = 30_000;

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final DeploymentSettings settings;
    private final Store store;
    private final TrafficPort traffic;
    private final Weights weights;
    private final Planner planner;
    private final AppSignal signal;
    private final Journal journal;
    private final Ticks ticks;
    private final Reports reports;

    private @Nullable String problem;
    private @Nullable String lost;
    private @Nullable String live;
    private Map<String, Integer> standing = Map.of();
    private Map<String, Integer> configured = Map.of();
    private @Nullable Deployment deployment;

    // of the running state, not kept
    private long sinceMs;
    private long savedMs;
    private @Nullable Guard guard;
    private Sample oldSeen = Sample.NONE;
    private Sample newSeen = Sample.NONE;
    private TrafficPort.Account accountSeen = TrafficPort.Account.NONE;
    private int unhealthyTicks;
    private boolean closing;

    Controller(DeploymentSettings settings, Store store, AppSignal signal, Journal journal, Ticks ticks) {
        this.settings = settings;
        this.store = store;
        this.traffic = store.traffic();
        this.weights = new Weights(settings.upstream(), traffic);
        this.planner = new Planner(settings, weights);
        this.signal = signal;
        this.journal = journal;
        this.ticks = ticks;
        this.reports = Reports.of(settings);
    }

    // ---- after a restart

    /**
     * Takes up what an earlier leader left. To be called once, before all else.
     *
     * @param started whether this process has just started, and no requests come yet; otherwise it has followed the earlier one
     */
    void restore(boolean started) {
        configured = weights.configured();
        accountSeen = traffic.account(settings.upstream());
        StateFile.Kept kept;
        try {
            kept = store.read();
        } catch (IOException | Tree.Malformed e) {
            problem = store.place() + " cannot be read (" + e.getMessage()
                    + "): the weights stay as they are; abort puts it aside";
            note("hold", problem);
            return;
        }
        if (kept == null) {
            return;
        }
        live = kept.live();
        deployment = kept.deployment();
        boolean sameFile = kept.configured().equals(configured);
        Deployment d = deployment;
        if (d == null || !(d.state instanceof Running running)) {
            restoreResting(kept, sameFile, started);
            return;
        }
        standing = kept.weights();
        String doubt = doubt(kept, d, sameFile);
        if (weights.fit(standing)) {
            apply(standing);
        }
        begin();
        if (d.state instanceof Moving moving && !doubt.isEmpty()) {
            d.state = moving.hold(doubt);
            event("hold", (started ? "after a restart: " : "under another leader: ") + doubt);
        } else {
            event(
                    "restart",
                    (started ? "the edge was restarted: " : "this edge leads now: ") + running.word() + " goes on");
        }
        if (position(d.state) instanceof Shifting shifting
                && shifting.step() < d.plan.steps().size()) {
            Guard restored = new Guard(d.plan.guard());
            restored.restore(d.evidence);
            guard = restored;
            beginStep(shifting.step());
        }
        save();
    }

    private void restoreResting(StateFile.Kept kept, boolean sameFile, boolean started) {
        if (kept.weights().isEmpty()) {
            return;
        }
        if (sameFile) {
            standing = kept.weights();
            if (started) {
                apply(standing);
                note("weights", "as the last deployment left them: " + standing);
            }
        } else {
            note(
                    "weights",
                    "the configuration's weights " + configured
                            + " hold: they were changed since the last deployment, which had left " + kept.weights());
        }
        if (!store.doubt().isEmpty()) {
            save(); // the others have nothing to follow otherwise
        }
    }

    /** Why a running deployment must not simply go on; empty when it may. */
    private String doubt(StateFile.Kept kept, Deployment d, boolean sameFile) {
        if (!weights.fit(kept.weights()) || !weights.names().contains(d.plan.to())) {
            return "the groups of upstream " + settings.upstream() + " are others now: " + weights.names();
        }
        if (!sameFile) {
            return "the configuration's weights changed from " + kept.configured() + " to " + configured;
        }
        if (!store.doubt().isEmpty()) {
            return store.doubt();
        }
        long away = ticks.wallMs() - kept.savedAtMs();
        return away > LONGEST_ABSENCE_MS || away < -60_000
                ? "the edge was away for " + away / 1000 + " s, and nobody watched"
                : "";
    }

    // ---- commands

    /** What {@link #start} would do; changes nothing. */
    Map<String, Object> dryRun(Wish wish) throws Refused {
        refuseWhileRunning();
        return planner.dryRun(wish, live);
    }

    void start(Wish wish, String who) throws Refused {
        refuseWhileRunning();
        Planner.Planned planned = planner.plan(wish, live);
        Plan plan = planned.plan();
        long now = ticks.wallMs();
        Deployment d = new Deployment(
                id(now),
                plan,
                now,
                weights.names().getFirst().equals(plan.to()),
                planned.baseline(),
                resting().prepare(!plan.awaitRelease()));
        Deployment before = deployment;
        Map<String, Integer> standingBefore = standing;
        deployment = d;
        configured = weights.configured();
        standing = weights.now();
        int share = weights.share(plan.to());
        d.asked(share);
        event("start", "from " + plan.from() + " to " + plan.to() + " in steps of " + plan.steps() + " %, by " + who);
        if (!save()) {
            deployment = before;
            standing = standingBefore;
            throw Refused.conflict(store.place() + " cannot be written: see the log");
        }
        begin();
        accountSeen = traffic.account(settings.upstream());
        closing = false;
        if (plan.awaitRelease()) {
            setShare(0);
        }
    }

    void hold(String who) throws Refused {
        Deployment d = running("hold");
        if (!(d.state instanceof Moving moving)) {
            throw Refused.conflict("it is held already: " + d.state.because());
        }
        hold(moving, "by " + who);
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
        if (!weights.fit(standing)) {
            throw Refused.conflict("the groups are others now: " + weights.names() + "; roll back or abort");
        }
        configured = weights.configured();
        d.state = held.resume();
        event("resume", "it goes on: " + d.state.word() + ", by " + who);
        begin();
        if (d.state instanceof Shifting shifting) {
            beginStep(shifting.step());
        }
        if (save()) {
            apply(standing);
        }
    }

    void rollBack(String who) throws Refused {
        running("roll back");
        backOut("by " + who);
    }

    void abort(String who) throws Refused {
        if (problem != null) {
            acknowledge(who);
            return;
        }
        Deployment d = running("abort");
        if (d.state instanceof Running running) {
            standing = weights.now();
            end(running.abort("by " + who), "abort", "given up; the weights stay at " + standing);
        }
    }

    private void acknowledge(String who) throws Refused {
        try {
            note("abort", store.place() + " was put aside as " + store.putAside(ticks.wallMs()) + ", by " + who);
        } catch (IOException e) {
            throw Refused.conflict(store.place() + " cannot be put aside: " + e.getMessage());
        }
        problem = null;
    }

    private Deployment running(String verb) throws Refused {
        if (problem != null) {
            throw Refused.conflict(problem);
        }
        Deployment d = deployment;
        if (d == null || !(d.state instanceof Running)) {
            throw Refused.conflict(
                    "there is nothing to " + verb + ": no deployment of " + settings.upstream() + " is under way");
        }
        return d;
    }

    private void refuseWhileRunning() throws Refused {
        if (problem != null) {
            throw Refused.conflict(problem);
        }
        if (deployment != null && deployment.state instanceof Running) {
            throw Refused.conflict("deployment " + deployment.id + " is under way: " + deployment.state.word());
        }
    }

    // ---- time

    /** About once a second. */
    void tick() {
        Deployment d = deployment;
        if (d == null || problem != null) {
            return;
        }
        account(d);
        if (!(d.state instanceof Running)) {
            close(d);
            return;
        }
        if (!weights.fit(standing)) {
            holdIfMoving(d, "the groups are others now: " + weights.names());
            return;
        }
        if (!weights.now().equals(standing)) {
            holdIfMoving(
                    d,
                    "the weights are " + weights.now() + " and not " + standing
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
        if (ticks.monotonicMs() - savedMs >= SAVE_EVERY_MS) {
            save();
        }
    }

    private void holdIfMoving(Deployment d, String reason) {
        if (d.state instanceof Moving moving) {
            hold(moving, reason);
        }
    }

    private void prepare(Deployment d, Preparing preparing) {
        GroupView target = weights.group(d.plan.to());
        boolean late = ticks.monotonicMs() - sinceMs > d.plan.maxStepMs();
        if (!preparing.released()) {
            if (target.drained()) {
                d.state = preparing.awaitRelease(
                        d.plan.to() + " is drained: put the new version on its servers, then resume");
                event("hold", d.state.because());
                save();
            } else if (late) {
                hold(preparing, d.plan.to() + " still has " + target.inFlight() + " requests in flight");
            }
        } else if (target.healthy() == target.servers()) {
            d.state = preparing.shift();
            enterStep(0);
        } else if (late) {
            hold(
                    preparing,
                    "only " + target.healthy() + " of " + target.servers() + " servers of " + d.plan.to()
                            + " are healthy");
        }
    }

    private void watch(Deployment d, Shifting shifting) {
        Guard watching = guard;
        StepRecord record = d.step();
        if (watching == null || record == null) {
            return;
        }
        long now = ticks.monotonicMs();
        Sample oldDelta = seeOld(d);
        Sample newDelta = seeNew(d);
        watching.observe(oldDelta, newDelta, now);
        unhealthyTicks = weights.group(d.plan.to()).healthy() == 0 ? unhealthyTicks + 1 : 0;
        int share = d.plan.steps().get(shifting.step());
        Verdict verdict = Judge.judge(d.plan, share, now - sinceMs, watching, signal.read(d.plan.to()), unhealthyTicks);
        d.step(record.with(100 * Judge.observed(watching), watching.oldGroup(), watching.newGroup(), verdict));
        long requests = oldDelta.requests() + newDelta.requests();
        d.point(new Point(ticks.wallMs(), d.asked, requests == 0 ? -1 : 100.0 * newDelta.requests() / requests));
        switch (verdict.decision()) {
            case ROLL_BACK -> backOut(verdict.reason());
            case HOLD -> holdIfMoving(d, verdict.reason());
            case GO_ON -> {
                if (d.state instanceof Shifting) {
                    goOn(d, shifting, verdict);
                }
            }
            case WAIT -> {}
        }
    }

    private void goOn(Deployment d, Shifting shifting, Verdict verdict) {
        endStep(d);
        if (shifting.step() + 1 < d.plan.steps().size()) {
            d.state = shifting.next();
            event("step", "step " + (shifting.step() + 1) + " is done: " + verdict.reason());
            enterStep(shifting.step() + 1);
            return;
        }
        d.state = shifting.finish();
        event("step", "the last step is done: " + verdict.reason());
        begin();
        if (d.plan.ending() == Ending.EVEN && d.asked != 50) {
            setShare(50);
        } else {
            save();
        }
    }

    private void finish(Deployment d, Finishing finishing) {
        GroupView old = weights.group(d.plan.from());
        if (d.plan.ending() == Ending.EVEN || old.drained()) {
            live = d.plan.to();
            end(
                    finishing.done(),
                    "done",
                    d.plan.ending() == Ending.EVEN
                            ? "both groups have half"
                            : d.plan.to() + " has everything; " + d.plan.from() + " is drained and waits");
        } else if (ticks.monotonicMs() - sinceMs > d.plan.maxStepMs()) {
            hold(finishing, d.plan.from() + " still has " + old.inFlight() + " requests in flight");
        }
    }

    /** After the end: what was in flight is counted too, and the report is written once more. */
    private void close(Deployment d) {
        if (!closing) {
            return;
        }
        boolean drained = weights.groups().stream().filter(g -> g.weight() == 0).allMatch(GroupView::drained);
        if (drained || ticks.monotonicMs() - sinceMs > CLOSING_MS) {
            closing = false;
            weights.groups().stream()
                    .filter(GroupView::drained)
                    .forEach(group -> event("note", group.name() + " is drained: its servers may be stopped"));
            save();
            report(d);
        }
    }

    // ---- transitions

    private void enterStep(int step) {
        Deployment d = Objects.requireNonNull(deployment);
        begin();
        int share = d.plan.steps().get(step);
        event("step", "step " + (step + 1) + " of " + d.plan.steps().size() + ": " + share + " % to " + d.plan.to());
        beginStep(step);
        setShare(share);
    }

    private void beginStep(int step) {
        Deployment d = Objects.requireNonNull(deployment);
        int share = d.plan.steps().get(step);
        int steps = d.plan.steps().size();
        long now = ticks.monotonicMs();
        Guard watching = guard == null ? new Guard(d.plan.guard()) : guard;
        guard = watching;
        watching.beginStep(steps, share == 100, now);
        endStep(d);
        d.steps.add(StepRecord.begin(step, share, ticks.wallMs()));
    }

    private void endStep(Deployment d) {
        StepRecord record = d.step();
        if (record != null && record.endedAtMs() == 0) {
            d.step(record.ended(ticks.wallMs()));
        }
    }

    private void hold(Moving moving, String reason) {
        Objects.requireNonNull(deployment).state = moving.hold(reason);
        event("hold", reason);
        save();
    }

    private void backOut(String reason) {
        Deployment d = Objects.requireNonNull(deployment);
        if (d.state instanceof Running running) {
            standing = d.baseline;
            end(running.rollBack(reason), "roll-back", reason);
        }
    }

    private void end(State state, String kind, String text) {
        Deployment d = Objects.requireNonNull(deployment);
        endStep(d);
        d.state = state;
        d.endedAtMs = ticks.wallMs();
        event(kind, text);
        guard = null;
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

    /** A state begins: its clock, and what is seen from now on. */
    private void begin() {
        Deployment d = Objects.requireNonNull(deployment);
        sinceMs = ticks.monotonicMs();
        unhealthyTicks = 0;
        seeOld(d);
        seeNew(d);
    }

    private Sample seeOld(Deployment d) {
        Sample now = traffic.sample(settings.upstream(), d.plan.from());
        Sample delta = now.since(oldSeen);
        oldSeen = now;
        return delta;
    }

    private Sample seeNew(Deployment d) {
        Sample now = traffic.sample(settings.upstream(), d.plan.to());
        Sample delta = now.since(newSeen);
        newSeen = now;
        return delta;
    }

    private void account(Deployment d) {
        TrafficPort.Account now = traffic.account(settings.upstream());
        if (d.state instanceof Running || closing) {
            d.account = d.account.and(now.since(accountSeen));
        }
        accountSeen = now;
    }

    // ---- weights

    private void setShare(int share) {
        Deployment d = Objects.requireNonNull(deployment);
        standing = Weights.of(d.plan, share);
        d.asked(share);
        if (save()) {
            apply(standing);
        }
    }

    private void apply(Map<String, Integer> wanted) {
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

    // ---- what others see

    private Resting resting() {
        return deployment != null && deployment.state instanceof Resting resting ? resting : new Idle();
    }

    private static @Nullable Moving position(State state) {
        return switch (state) {
            case Held held -> held.in();
            case Moving moving -> moving;
            case Resting resting -> null;
        };
    }

    private String id(long nowMs) {
        String id = settings.upstream() + "-" + ID.format(Instant.ofEpochMilli(nowMs));
        return deployment != null && deployment.id.startsWith(id) ? deployment.id + "b" : id;
    }

    private void event(String kind, String text) {
        Event event = new Event(ticks.wallMs(), kind, text);
        Deployment d = Objects.requireNonNull(deployment);
        d.event(event);
        journal.say(settings.upstream(), d.id, event);
    }

    private void note(String kind, String text) {
        journal.say(settings.upstream(), "", new Event(ticks.wallMs(), kind, text));
    }

    /** False when it could not be written: then nothing moves on. */
    private boolean save() {
        Deployment d = deployment;
        savedMs = ticks.monotonicMs();
        if (d != null && guard != null) {
            d.evidence = guard.kept();
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

    private void report(Deployment d) {
        if (lost != null) {
            return;
        }
        try {
            reports.write(d);
        } catch (IOException e) {
            note("note", "the report of " + d.id + " cannot be written: " + e.getMessage());
        }
    }

    /** All that can be seen from outside, as a JSON object. */
    Map<String, Object> view(Store.Lead lead) {
        return DeploymentView.of(
                settings.upstream(), weights, lead, live, Planner.usualTarget(weights, live), deployment, problem);
    }

    State state() {
        return deployment == null ? new Idle() : deployment.state;
    }

    /** Whether its decisions can no longer be kept: it is to be thrown away. */
    boolean deposed() {
        return lost != null;
    }

    /** Why; empty when it is not. */
    String lost() {
        return lost == null ? "" : lost;
    }
}
