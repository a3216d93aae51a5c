package dev.naru.edge.deploy;

import dev.naru.edge.deploy.TrafficPort.GroupView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a plan of an operator's wish, or refuses it. Changes nothing. */
final class Planner {
    /**
     * A plan that can begin now.
     *
     * @param baseline the weights that a roll back restores, by group
     */
    record Planned(Plan plan, Map<String, Integer> baseline) {}

    private final DeploymentSettings settings;
    private final Weights weights;

    Planner(DeploymentSettings settings, Weights weights) {
        this.settings = settings;
        this.weights = weights;
    }

    /** @param live the group that the last deployment brought into service; null when there was none */
    Planned plan(Wish wish, @Nullable String live) throws Refused {
        List<String> names = weights.names();
        String usual = usualTarget(weights, live);
        if (usual == null) {
            throw Refused.conflict("a deployment goes between the two groups of an upstream; " + settings.upstream()
                    + " has " + names.size());
        }
        String to = wish.to() == null ? usual : wish.to();
        if (!names.contains(to)) {
            throw Refused.invalid("no group of " + settings.upstream() + " is named '" + to + "'; there are "
                    + String.join(", ", names));
        }
        String from = names.get(names.getFirst().equals(to) ? 1 : 0);
        Plan plan = settings.plan(wish, from, to);
        plan.check();
        GroupView target = weights.group(to);
        if (target.servers() == 0) {
            throw Refused.conflict("group " + to + " has no servers");
        }
        if (plan.awaitRelease()) {
            if (weights.group(from).healthy() == 0) {
                throw Refused.conflict("no server of " + from + " is healthy: it cannot serve alone while " + to
                        + " gets its release");
            }
            return new Planned(plan, Weights.of(plan, 0));
        }
        if (target.healthy() == 0) {
            throw Refused.conflict("no server of group " + to + " is healthy");
        }
        Plan rest = plan.above(weights.share(to));
        if (rest.steps().isEmpty()) {
            throw Refused.conflict(to + " has " + weights.share(to) + " % already");
        }
        return new Planned(rest, weights.now());
    }

    /** What starting would do. */
    Map<String, Object> dryRun(Wish wish, @Nullable String live) throws Refused {
        Planned planned = plan(wish, live);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dryRun", true);
        json.put("upstream", settings.upstream());
        json.put("from", planned.plan().from());
        json.put("to", planned.plan().to());
        json.put("now", weights.now());
        json.put("plan", DeploymentJson.plan(planned.plan()));
        json.put("afterRollBack", planned.baseline());
        return json;
    }

    /** The other way round than last time; at first, to the group with less weight. Null when there are not two groups. */
    static @Nullable String usualTarget(Weights weights, @Nullable String live) {
        List<GroupView> groups = weights.groups();
        if (groups.size() != 2) {
            return null;
        }
        String first = groups.getFirst().name();
        String second = groups.getLast().name();
        if (first.equals(live) || second.equals(live)) {
            return first.equals(live) ? second : first;
        }
        return groups.getFirst().weight() < groups.getLast().weight() ? first : second;
    }
}
