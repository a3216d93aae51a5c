package dev.naru.edge.deploy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all edges do together, seen from the one that leads. Weights are set here only: the others follow what the leader keeps.
 *
 * <p>Of another edge's counters only the growth between two looks is added, so an edge that comes, ends or starts anew never makes a sum jump or fall.
 */
final class SharedTraffic implements TrafficPort {
    private final TrafficPort own;
    private Map<String, Contribution> others = Map.of();
    private final Map<String, Sample> grown = new HashMap<>();
    private Account accountGrown = Account.NONE;

    SharedTraffic(TrafficPort own) {
        this.own = own;
    }

    /** @param now of the other edges, by their names; none when this edge does not lead */
    void look(Map<String, Contribution> now) {
        now.forEach((edge, contribution) -> {
            Contribution before = others.get(edge);
            if (before != null) {
                contribution
                        .samples()
                        .forEach(
                                (group, sample) -> grown.merge(group, sample.since(before.sample(group)), Sample::and));
                accountGrown = accountGrown.and(contribution.account().since(before.account()));
            }
        });
        others = now;
    }

    @Override
    public List<GroupView> groups(String upstream) {
        return own.groups(upstream).stream().map(this::together).toList();
    }

    /** As healthy as at the edge that sees it worst; in flight wherever it is. */
    private GroupView together(GroupView here) {
        int healthy = here.healthy();
        long inFlight = here.inFlight();
        boolean elsewhere = false;
        for (Contribution contribution : others.values()) {
            for (GroupView there : contribution.groups()) {
                if (there.name().equals(here.name())) {
                    healthy = Math.min(healthy, there.healthy());
                    inFlight += there.inFlight();
                    elsewhere |= there.weight() > 0;
                }
            }
        }
        return new GroupView(
                here.name(), here.weight(), here.configuredWeight(), here.servers(), healthy, inFlight, elsewhere);
    }

    @Override
    public void weights(String upstream, Map<String, Integer> weights) {
        own.weights(upstream, weights);
    }

    @Override
    public Sample sample(String upstream, String group) {
        return own.sample(upstream, group).and(grown.getOrDefault(group, Sample.NONE));
    }

    @Override
    public Account account(String upstream) {
        return own.account(upstream).and(accountGrown);
    }
}
