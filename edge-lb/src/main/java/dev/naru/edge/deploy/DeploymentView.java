package dev.naru.edge.deploy;

import dev.naru.edge.deploy.TrafficPort.GroupView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be seen of an upstream's deployments from outside, as a JSON object: the same at the edge that leads and at those that follow. */
final class DeploymentView {
    private DeploymentView() {}

    /**
     * @param next the group that a deployment without a wish would go to; null when there is no choice
     * @param problem why nothing goes on, and what would help; null when there is none
     */
    static Map<String, Object> of(
            String upstream,
            Weights weights,
            Store.Lead lead,
            @Nullable String live,
            @Nullable String next,
            @Nullable Deployment deployment,
            @Nullable String problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("upstream", upstream);
        json.put("state", problem != null ? "held" : word(deployment));
        json.put("problem", problem);
        json.put("leads", lead.mine());
        json.put("leader", lead.who());
        json.put("live", live);
        json.put("next", next);
        json.put("weights", weights.now());
        json.put("groups", weights.groups().stream().map(DeploymentView::group).toList());
        json.put("deployment", deployment == null ? null : DeploymentJson.write(deployment));
        return json;
    }

    private static String word(@Nullable Deployment deployment) {
        return (deployment == null ? new State.Idle() : deployment.state).word();
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
}
