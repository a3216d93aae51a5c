package dev.naru.edge.deploy;

import dev.naru.edge.deploy.Tree.Malformed;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A deployment as a JSON object: the same in the state file, in the report and in the API. Instants are ISO 8601 beside milliseconds of the epoch. */
final class DeploymentJson {
    private DeploymentJson() {}

    static Map<String, Object> write(Deployment d) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", d.id);
        json.put("upstream", d.plan.upstream());
        json.put("from", d.plan.from());
        json.put("to", d.plan.to());
        json.put("state", state(d.state));
        json.put("startedAt", Instant.ofEpochMilli(d.startedAtMs).toString());
        json.put("startedAtMs", d.startedAtMs);
        json.put(
                "endedAt",
                d.endedAtMs == 0 ? null : Instant.ofEpochMilli(d.endedAtMs).toString());
        json.put("endedAtMs", d.endedAtMs);
        json.put("share", d.asked);
        json.put("plan", plan(d.plan));
        json.put("baseline", d.baseline);
        json.put("firstIsNew", d.firstIsNew);
        json.put("steps", d.steps.stream().map(DeploymentJson::step).toList());
        json.put("shares", List.copyOf(d.shares));
        json.put("users", users(d.users()));
        json.put("account", account(d.account));
        json.put("events", d.events.stream().map(DeploymentJson::event).toList());
        json.put(
                "points",
                d.points.stream()
                        .map(point -> List.of(point.atMs(), point.asked(), round(point.observed())))
                        .toList());
        Map<String, Object> evidence = new LinkedHashMap<>();
        d.evidence.forEach((metric, kept) ->
                evidence.put(Words.of(metric), Arrays.stream(kept).boxed().toList()));
        json.put("evidence", evidence);
        return json;
    }

    static Deployment read(Tree json) throws Malformed {
        Deployment d = new Deployment(
                json.text("id"),
                plan(json, json.tree("plan")),
                json.number("startedAtMs"),
                json.flag("firstIsNew"),
                json.integersByName("baseline"),
                state(json.tree("state")));
        d.endedAtMs = json.number("endedAtMs");
        d.asked = json.integer("share");
        d.steps.addAll(json.trees("steps", DeploymentJson::step));
        d.shares.addAll(json.integers("shares"));
        Tree account = json.tree("account");
        d.account = new TrafficPort.Account(
                account.number("accepted"),
                account.number("lost"),
                account.number("repeated"),
                account.number("repeatedUnsafe"));
        d.events.addAll(
                json.trees("events", event -> new Event(event.number("atMs"), event.text("kind"), event.text("text"))));
        for (List<Double> point : json.lists("points", 3)) {
            d.points.add(new Point(point.get(0).longValue(), point.get(1).intValue(), point.get(2)));
        }
        Map<Metric, double[]> evidence = new EnumMap<>(Metric.class);
        Tree kept = json.tree("evidence");
        for (Metric metric : Metric.values()) {
            if (kept.has(Words.of(metric))) {
                List<Double> values = kept.reals(Words.of(metric));
                if (values.size() != 3 || values.stream().anyMatch(value -> !(value >= 0))) {
                    throw new Malformed("evidence." + Words.of(metric) + " is not three positive numbers");
                }
                evidence.put(
                        metric, values.stream().mapToDouble(Double::doubleValue).toArray());
            }
        }
        d.evidence = evidence;
        return d;
    }

    // ---- the state

    private static Map<String, Object> state(State state) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", state.word());
        json.put("reason", state.because());
        State.Moving moving =
                switch (state) {
                    case State.Held held -> held.in();
                    case State.Moving itself -> itself;
                    case State.Resting resting -> null;
                };
        if (moving != null) {
            json.put("in", moving.word());
            json.put("step", moving instanceof State.Shifting shifting ? shifting.step() : -1);
            json.put("released", moving instanceof State.Preparing preparing && preparing.released());
        }
        return json;
    }

    private static State state(Tree json) throws Malformed {
        String reason = json.text("reason");
        return switch (json.text("name")) {
            case "preparing", "shifting", "finishing" -> moving(json);
            case "held" -> moving(json).hold(reason);
            case "done" -> new State.Done();
            case "rolled-back" -> new State.RolledBack(reason);
            case "aborted" -> new State.Aborted(reason);
            default -> throw new Malformed("state.name: unknown state '" + json.text("name") + "'");
        };
    }

    private static State.Moving moving(Tree json) throws Malformed {
        return switch (json.text("in")) {
            case "preparing" -> new State.Preparing(json.flag("released"));
            case "shifting" -> new State.Shifting(json.integer("step"));
            case "finishing" -> new State.Finishing();
            default -> throw new Malformed("state.in: unknown state '" + json.text("in") + "'");
        };
    }

    // ---- the plan

    static Map<String, Object> plan(Plan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("steps", plan.steps());
        json.put("bakeMs", plan.bakeMs());
        json.put("minRequests", plan.minRequests());
        json.put("maxStepMs", plan.maxStepMs());
        json.put("sharePoints", plan.sharePoints());
        json.put("then", plan.ending().word());
        json.put("awaitRelease", plan.awaitRelease());
        GuardSettings guard = plan.guard();
        json.put("falseAlarms", guard.falseAlarms());
        json.put("errorTolerance", guard.errorTolerance());
        json.put("latencyFactor", guard.latencyFactor());
        json.put("latencySlackMs", guard.latencySlackMs());
        return json;
    }

    private static Plan plan(Tree deployment, Tree json) throws Malformed {
        Plan plan = new Plan(
                deployment.text("upstream"),
                deployment.text("from"),
                deployment.text("to"),
                json.integers("steps"),
                json.number("bakeMs"),
                json.number("minRequests"),
                json.number("maxStepMs"),
                json.integer("sharePoints"),
                json.word("then", Ending.class),
                json.flag("awaitRelease"),
                new GuardSettings(
                        json.real("falseAlarms"),
                        json.real("errorTolerance"),
                        json.real("latencyFactor"),
                        json.number("latencySlackMs")));
        try {
            plan.check();
        } catch (Refused e) {
            throw new Malformed("plan: " + e.reason());
        }
        return plan;
    }

    // ---- what was seen

    private static Map<String, Object> step(StepRecord step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("step", step.step());
        json.put("share", step.share());
        json.put("startedAtMs", step.startedAtMs());
        json.put("endedAtMs", step.endedAtMs());
        json.put("observed", round(step.observed()));
        json.put("old", tally(step.oldGroup()));
        json.put("new", tally(step.newGroup()));
        json.put("decision", Words.of(step.decision()));
        json.put("reason", step.reason());
        json.put(
                "findings",
                step.findings().stream().map(DeploymentJson::finding).toList());
        return json;
    }

    private static StepRecord step(Tree json) throws Malformed {
        return new StepRecord(
                json.integer("step"),
                json.integer("share"),
                json.number("startedAtMs"),
                json.number("endedAtMs"),
                json.real("observed"),
                tally(json.tree("old")),
                tally(json.tree("new")),
                json.word("decision", Verdict.Decision.class),
                json.text("reason"),
                json.trees("findings", DeploymentJson::finding));
    }

    private static Map<String, Object> tally(Tally tally) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("requests", tally.requests());
        json.put("answers", tally.answers());
        json.put("errors5xx", tally.errors5xx());
        json.put("connectErrors", tally.connectErrors());
        json.put("p50Ms", round(tally.p50Ms()));
        json.put("p95Ms", round(tally.p95Ms()));
        json.put("p99Ms", round(tally.p99Ms()));
        return json;
    }

    private static Tally tally(Tree json) throws Malformed {
        return new Tally(
                json.number("requests"),
                json.number("answers"),
                json.number("errors5xx"),
                json.number("connectErrors"),
                json.real("p50Ms"),
                json.real("p95Ms"),
                json.real("p99Ms"));
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("metric", Words.of(finding.metric()));
        json.put("oldTotal", finding.oldTotal());
        json.put("oldCount", finding.oldCount());
        json.put("newTotal", finding.newTotal());
        json.put("newCount", finding.newCount());
        json.put("oldValue", finding.oldValue());
        json.put("newValue", finding.newValue());
        json.put("evidence", finding.evidence());
        json.put("limit", finding.limit());
        json.put("text", finding.text());
        return json;
    }

    private static Finding finding(Tree json) throws Malformed {
        return new Finding(
                json.word("metric", Metric.class),
                json.number("oldTotal"),
                json.number("oldCount"),
                json.number("newTotal"),
                json.number("newCount"),
                json.real("oldValue"),
                json.real("newValue"),
                json.real("evidence"),
                json.real("limit"));
    }

    private static Map<String, Object> users(Users users) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stayed", users.stayed());
        json.put("movedOnce", users.movedOnce());
        json.put("movedBack", users.movedBack());
        json.put("movedMore", users.movedMore());
        return json;
    }

    private static Map<String, Object> account(TrafficPort.Account account) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("accepted", account.accepted());
        json.put("lost", account.lost());
        json.put("repeated", account.repeated());
        json.put("repeatedUnsafe", account.repeatedUnsafe());
        return json;
    }

    private static Map<String, Object> event(Event event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", Instant.ofEpochMilli(event.atMs()).toString());
        json.put("atMs", event.atMs());
        json.put("kind", event.kind());
        json.put("text", event.text());
        return json;
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
