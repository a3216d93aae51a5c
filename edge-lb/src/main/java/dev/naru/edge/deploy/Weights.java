package dev.naru.edge.deploy;

import dev.naru.edge.deploy.TrafficPort.GroupView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The groups of one upstream and their weights, as the running edge has them at the moment of each question. */
final class Weights {
    private final String upstream;
    private final TrafficPort traffic;

    Weights(String upstream, TrafficPort traffic) {
        this.upstream = upstream;
        this.traffic = traffic;
    }

    /** Of a step: by group. */
    static Map<String, Integer> of(Plan plan, int share) {
        return Map.of(plan.from(), 100 - share, plan.to(), share);
    }

    /** In the order of the configuration. */
    List<GroupView> groups() {
        return traffic.groups(upstream);
    }

    List<String> names() {
        return groups().stream().map(GroupView::name).toList();
    }

    /** An empty one when there is none of this name. */
    GroupView group(String name) {
        return groups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElse(new GroupView(name, 0, 0, 0, 0, 0, false));
    }

    Map<String, Integer> now() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        groups().forEach(group -> weights.put(group.name(), group.weight()));
        return weights;
    }

    Map<String, Integer> configured() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        groups().forEach(group -> weights.put(group.name(), group.configuredWeight()));
        return weights;
    }

    /** Of the weight, in percent. */
    int share(String group) {
        Map<String, Integer> weights = now();
        long total = weights.values().stream().mapToLong(Integer::longValue).sum();
        return total == 0 ? 0 : (int) Math.round(100.0 * weights.getOrDefault(group, 0) / total);
    }

    /** Whether these are weights of the groups that there are. */
    boolean fit(Map<String, Integer> weights) {
        return weights.keySet().equals(Set.copyOf(names()));
    }

    /** @throws IllegalStateException when it cannot be done; nothing has changed then */
    void set(Map<String, Integer> weights) {
        traffic.weights(upstream, weights);
    }
}
