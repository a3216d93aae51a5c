package dev.naru.edge.upstream;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Where the traffic of the running edge goes, for those who may steer it: the admin API and deployments. Thread-safe; each change is made whole on every event loop, one
 * after the other, before the call returns: a request that arrives later is balanced by the new weights. Calls block for that, a few milliseconds on a healthy edge.
 */
public interface TrafficControl {
    /** The heaviest group; servers go up to {@link #MAX_SERVER_WEIGHT}. */
    int MAX_GROUP_WEIGHT = 1_000_000;

    /** The heaviest server. */
    int MAX_SERVER_WEIGHT = 1000;

    /** The upstreams as they are configured, without overrides. */
    List<Upstream> configured();

    /** The upstreams as the event loops serve them now. */
    List<Upstream> upstreams();

    /** What was changed of the configuration. */
    Overrides overrides();

    /**
     * Changes overrides in one atomic step.
     *
     * @param edit called once, with the overrides as they are
     * @param who for the audit log, such as {@code token ops from 127.0.0.1} or {@code deployment 12}
     * @throws ControlException when a name is unknown, a weight out of its bounds, or an upstream would be left without a group that takes requests
     */
    void change(UnaryOperator<Overrides> edit, String who) throws ControlException;

    /** Sets the weights of several groups of one upstream in one atomic step; their modes stay. */
    default void weights(String upstream, Map<String, Integer> weights, String who) throws ControlException {
        change(
                overrides -> {
                    Overrides next = overrides;
                    for (Map.Entry<String, Integer> weight : weights.entrySet()) {
                        next = next.group(upstream, weight.getKey(), its -> its.weight(weight.getValue()));
                    }
                    return next;
                },
                who);
    }
}
