package dev.naru.edge.deploy;

import dev.naru.edge.deploy.TrafficPort.Account;
import dev.naru.edge.deploy.TrafficPort.GroupView;
import dev.naru.edge.deploy.Tree.Malformed;
import dev.naru.edge.observe.Distribution;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one edge shows the others: its groups, and counters that only grow while its process lives.
 *
 * @param samples by group
 */
record Contribution(List<GroupView> groups, Map<String, Sample> samples, Account account) {

    /** Of an edge, as of now. */
    static Contribution of(String upstream, TrafficPort own) {
        List<GroupView> groups = own.groups(upstream);
        Map<String, Sample> samples = new LinkedHashMap<>();
        groups.forEach(group -> samples.put(group.name(), own.sample(upstream, group.name())));
        return new Contribution(groups, samples, own.account(upstream));
    }

    Sample sample(String group) {
        return samples.getOrDefault(group, Sample.NONE);
    }

    String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("groups", groups.stream().map(this::group).toList());
        json.put("account", List.of(account.accepted(), account.lost(), account.repeated(), account.repeatedUnsafe()));
        return Tree.write(json);
    }

    private Map<String, Object> group(GroupView group) {
        Sample sample = sample(group.name());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", group.name());
        json.put("weight", group.weight());
        json.put("configuredWeight", group.configuredWeight());
        json.put("servers", group.servers());
        json.put("healthy", group.healthy());
        json.put("inFlight", group.inFlight());
        json.put("requests", sample.requests());
        json.put("answers", sample.answers());
        json.put("errors5xx", sample.errors5xx());
        json.put("connectErrors", sample.connectErrors());
        json.put("latencies", Arrays.stream(sample.latencies().sparse()).boxed().toList());
        return json;
    }

    static Contribution parse(String text) throws Malformed {
        Tree json = Tree.parse(text);
        Map<String, Sample> samples = new LinkedHashMap<>();
        List<GroupView> groups = json.trees("groups", group -> {
            samples.put(group.text("name"), sample(group));
            return new GroupView(
                    group.text("name"),
                    group.integer("weight"),
                    group.integer("configuredWeight"),
                    group.integer("servers"),
                    group.integer("healthy"),
                    group.number("inFlight"),
                    false);
        });
        List<Double> account = json.reals("account");
        if (account.size() != 4) {
            throw new Malformed("account is not four numbers");
        }
        return new Contribution(
                groups,
                samples,
                new Account(
                        account.get(0).longValue(),
                        account.get(1).longValue(),
                        account.get(2).longValue(),
                        account.get(3).longValue()));
    }

    private static Sample sample(Tree group) throws Malformed {
        try {
            return new Sample(
                    group.number("requests"),
                    group.number("answers"),
                    group.number("errors5xx"),
                    group.number("connectErrors"),
                    Distribution.ofSparse(group.reals("latencies").stream()
                            .mapToLong(Double::longValue)
                            .toArray()));
        } catch (IllegalArgumentException e) {
            throw new Malformed("latencies: " + e.getMessage());
        }
    }
}
