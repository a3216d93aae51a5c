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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private final TrafficPort traffic;
    private final AppSignal signal;
    private final Journal journal;
    private final Ticks ticks;
    private final StateFile file;
    private final Reports reports;

    private @Nullable String problem;
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

    Controller(DeploymentSettings settings, TrafficPort traffic, AppSignal signal, Journal journal, Ticks ticks) {
        this.settings = settings;
        this.traffic = traffic;
        this.signal = signal;
        this.journal = journal;
        this.ticks = ticks;
        this.file = new StateFile(settings.folder().resolve(settings.upstream() + ".state.json"));
        this.reports = new Reports(settings.folder(), settings.upstream(), settings.keepReports());
    }

    // ---- after a restart

    /** Takes up what an earlier process left. To be called once, before requests come. */
    void restore() {
        configured = configuredWeights();
        StateFile.Kept kept;
        try {
            kept = file.read(settings.upstream());
        } catch (IOException | Tree.Malformed e) {
            problem = "the state file " + file.path() + " cannot be read (" + e.getMessage()
                    + "): the weights are those of the configuration; abort puts the file aside";
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
            restoreResting(kept, sameFile);
            return;
        }
        standing = kept.weights();
        String doubt = doubt(kept, d, sameFile);
        if (sameGroups(standing)) {
            apply(standing);
        }
        begin();
        if (d.state instanceof Moving moving && !doubt.isEmpty()) {
            d.state = moving.hold(doubt);
            event("hold", "after a restart: " + doubt);
        } else {
            event("restart", "the edge was restarted: " + running.word() + " goes on");
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

    private void restoreResting(StateFile.Kept kept, boolean sameFile) {
        if (kept.weights().isEmpty()) {
            return;
        }
        if (sameFile) {
            standing = kept.weights();
            apply(standing);
            note("weights", "as the last deployment left them: " + standing);
        } else {
            note(
                    "weights",
                    "the configuration's weights " + configured
                            + " hold: they were changed since the last deployment, which had left " + kept.weights());
        }
    }

    /** Why a running deployment must not simply go on; empty when it may. */
    private String doubt(StateFile.Kept kept, Deployment d, boolean sameFile) {
        if (!sameGroups(kept.weights()) || !names().contains(d.plan.to())) {
            return "the groups of upstream " + settings.upstream() + " are others now: " + names();
        }
        if (!sameFile) {
            return "the configuration's weights changed from " + kept.configured() + " to " + configured;
        }
        long away = ticks.wallMs() - kept.savedAtMs();
        return away > LONGEST_ABSENCE_MS || away < -60_000
                ? "the edge was away for " + away / 1000 + " s, and nobody watched"
                : "";
    }

    private boolean sameGroups(Map<String, Integer> weights) {
        return weights.keySet().equals(Set.copyOf(names()));
    }

    // ---- commands

    /** What {@link #start} would do; changes nothing. */
    Map<String, Object> dryRun(Wish wish) throws Refused {
        Planned planned = plan(wish);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dryRun", true);
        json.put("upstream", settings.upstream());
        json.put("from", planned.plan().from());
        json.put("to", planned.plan().to());
        json.put("now", weightsNow());
        json.put("plan", DeploymentJson.plan(planned.plan()));
        json.put("afterRollBack", planned.baseline());
        return json;
    }

    void start(Wish wish, String who) throws Refused {
        Planned planned = plan(wish);
        Plan plan = planned.plan();
        long now = ticks.wallMs();
        Deployment d = new Deployment(
                id(now),
                plan,
                now,
                names().getFirst().equals(plan.to()),
                planned.baseline(),
                resting().prepare(!plan.awaitRelease()));
        Deployment before = deployment;
        Map<String, Integer> standingBefore = standing;
        deployment = d;
        configured = configuredWeights();
        standing = weightsNow();
        int share = share(plan.to());
        d.asked(share);
        event("start", "from " + plan.from() + " to " + plan.to() + " in steps of " + plan.steps() + " %, by " + who);
        if (!save()) {
            deployment = before;
            standing = standingBefore;
            throw Refused.conflict("the state file " + file.path() + " cannot be written: see the log");
        }
        begin();
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
        if (!sameGroups(standing)) {
            throw Refused.conflict("the groups are others now: " + names() + "; roll back or abort");
        }
        configured = configuredWeights();
        d.state = held.resume();
        event("resume", "it goes on: " + d.state.word() + ", by " + who);
        begin();
        apply(standing);
        if (d.state instanceof Shifting shifting) {
            beginStep(shifting.step());
        }
        save();
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
            standing = weightsNow();
            end(running.abort("by " + who), "abort", "given up; the weights stay at " + standing);
        }
    }

    private void acknowledge(String who) throws Refused {
        try {
            note(
                    "abort",
                    "the unreadable state file was put aside as " + file.putAside(ticks.wallMs()) + ", by " + who);
        } catch (IOException e) {
            throw Refused.conflict("the state file " + file.path() + " cannot be put aside: " + e.getMessage());
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

    // ---- planning

    private record Planned(Plan plan, Map<String, Integer> baseline) {}

    private Planned plan(Wish wish) throws Refused {
        if (problem != null) {
            throw Refused.conflict(problem);
        }
        if (deployment != null && deployment.state instanceof Running) {
            throw Refused.conflict("deployment " + deployment.id + " is under way: " + deployment.state.word());
        }
        List<String> names = names();
        if (names.size() != 2) {
            throw Refused.conflict("a deployment goes between the two groups of an upstream; " + settings.upstream()
                    + " has " + names.size());
        }
        String to = wish.to() == null ? usualTarget() : wish.to();
        if (!names.contains(to)) {
            throw Refused.invalid("no group of " + settings.upstream() + " is named '" + to + "'; there are "
                    + String.join(", ", names));
        }
        String from = names.get(names.getFirst().equals(to) ? 1 : 0);
        Plan plan = settings.plan(wish, from, to);
        plan.check();
        GroupView target = view(to);
        if (target.servers() == 0) {
            throw Refused.conflict("group " + to + " has no servers");
        }
        if (plan.awaitRelease()) {
            if (view(from).healthy() == 0) {
                throw Refused.conflict("no server of " + from + " is healthy: it cannot serve alone while " + to
                        + " gets its release");
            }
            return new Planned(plan, weights(plan, 0));
        }
        if (target.healthy() == 0) {
            throw Refused.conflict("no server of group " + to + " is healthy");
        }
        Plan rest = plan.above(share(to));
        if (rest.steps().isEmpty()) {
            throw Refused.conflict(to + " has " + share(to) + " % already");
        }
        return new Planned(rest, weightsNow());
    }

    /** The other way round than last time; at first, to the group with less weight. */
    private String usualTarget() {
        List<GroupView> groups = groups();
        String first = groups.getFirst().name();
        String second = groups.getLast().name();
        if (live != null && names().contains(live)) {
            return live.equals(first) ? second : first;
        }
        return groups.getFirst().weight() < groups.getLast().weight() ? first : second;
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
        if (!sameGroups(standing)) {
            holdIfMoving(d, "the groups are others now: " + names());
            return;
        }
        if (!weightsNow().equals(standing)) {
            holdIfMoving(
                    d,
                    "the weights are " + weightsNow() + " and not " + standing
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
        GroupView target = view(d.plan.to());
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
        unhealthyTicks = view(d.plan.to()).healthy() == 0 ? unhealthyTicks + 1 : 0;
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
        GroupView old = view(d.plan.from());
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
        boolean drained = groups().stream().filter(g -> g.weight() == 0).allMatch(GroupView::drained);
        if (drained || ticks.monotonicMs() - sinceMs > CLOSING_MS) {
            closing = false;
            groups().stream()
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
        if (!weightsNow().equals(standing)) {
            apply(standing);
        }
        d.asked(share(d.plan.to()));
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
        standing = weights(d.plan, share);
        d.asked(share);
        if (save()) {
            apply(standing);
        }
    }

    private static Map<String, Integer> weights(Plan plan, int share) {
        return Map.of(plan.from(), 100 - share, plan.to(), share);
    }

    private void apply(Map<String, Integer> weights) {
        try {
            traffic.weights(settings.upstream(), weights);
        } catch (IllegalStateException e) {
            Deployment d = deployment;
            note("weights", "could not be set to " + weights + ": " + e.getMessage());
            if (d != null) {
                holdIfMoving(d, "the weights could not be set: " + e.getMessage());
            }
        }
    }

    private Map<String, Integer> weightsNow() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        groups().forEach(group -> weights.put(group.name(), group.weight()));
        return weights;
    }

    private Map<String, Integer> configuredWeights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        groups().forEach(group -> weights.put(group.name(), group.configuredWeight()));
        return weights;
    }

    /** Of the weight, in percent. */
    private int share(String group) {
        Map<String, Integer> weights = weightsNow();
        long total = weights.values().stream().mapToLong(Integer::longValue).sum();
        return total == 0 ? 0 : (int) Math.round(100.0 * weights.getOrDefault(group, 0) / total);
    }

    private List<GroupView> groups() {
        return traffic.groups(settings.upstream());
    }

    private List<String> names() {
        return groups().stream().map(GroupView::name).toList();
    }

    private GroupView view(String name) {
        return groups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElse(new GroupView(name, 0, 0, 0, 0, 0));
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
            file.write(new StateFile.Kept(settings.upstream(), ticks.wallMs(), live, standing, configured, d));
            return true;
        } catch (IOException e) {
            String reason = "the state file " + file.path() + " cannot be written: " + e.getMessage();
            note("hold", reason);
            if (d != null && d.state instanceof Moving moving) {
                d.state = moving.hold(reason);
            }
            return false;
        }
    }

    private void report(Deployment d) {
        try {
            reports.write(d);
        } catch (IOException e) {
            note("note", "the report of " + d.id + " cannot be written: " + e.getMessage());
        }
    }

    /** All that can be seen from outside, as a JSON object. */
    Map<String, Object> view() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("upstream", settings.upstream());
        json.put("state", problem != null ? "held" : word());
        json.put("problem", problem);
        json.put("live", live);
        json.put("next", groups().size() == 2 ? usualTarget() : null);
        json.put("weights", weightsNow());
        json.put("groups", groups().stream().map(Controller::group).toList());
        json.put("deployment", deployment == null ? null : DeploymentJson.write(deployment));
        return json;
    }

    private String word() {
        return deployment == null ? new Idle().word() : deployment.state.word();
    }

    private static Map<String, Object> group(GroupView group) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", group.name());
        json.put("weight", group.weight());
        json.put("configuredWeight", group.configuredWeight());
        json.put("servers", group.servers());
        json.put("healthy", group.healthy());
        json.put("inFlight", group.inFlight());
        json.put("drained", group.drained());
        return json;
    }

    State state() {
        return deployment == null ? new Idle() : deployment.state;
    }

    Reports reports() {
        return reports;
    }
}
