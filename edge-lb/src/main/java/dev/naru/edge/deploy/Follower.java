package dev.naru.edge.deploy;

import dev.naru.edge.deploy.StateFile.Kept;
import dev.naru.edge.deploy.Tree.Malformed;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does what the leader keeps: sets its weights, and shows its deployment. Decides nothing. Belongs to the deployment's thread. */
final class Follower {
    private final String upstream;
    private final Store store;
    private final Weights weights;
    private final Journal journal;
    private final Ticks ticks;
    private @Nullable Kept kept;
    private Map<String, Integer> applied = Map.of();
    private String said = "";

    Follower(DeploymentSettings settings, Store store, Journal journal, Ticks ticks) {
        this.upstream = settings.upstream();
        this.store = store;
        this.weights = new Weights(upstream, store.traffic());
        this.journal = journal;
        this.ticks = ticks;
    }

    /** Looks once at what is kept. What cannot be read leaves the weights as they are. */
    void follow() {
        try {
            Kept now = store.read();
            if (now != null) {
                kept = now;
                apply(now);
            }
        } catch (IOException | Malformed e) {
            once(store.place() + " cannot be read (" + e.getMessage() + "): the weights stay as they are");
        } catch (IllegalStateException e) {
            once("the leader's weights could not be set: " + e.getMessage());
        }
    }

    /** While a deployment runs its weights hold; after it an operator may set others, as at the leader. */
    private void apply(Kept now) {
        Deployment d = now.deployment();
        boolean running = d != null && d.state instanceof State.Running;
        boolean changed = !now.weights().equals(applied);
        if (now.weights().isEmpty() || !(running || changed)) {
            return;
        }
        if (!weights.fit(now.weights())) {
            once("the leader's weights " + now.weights() + " are of other groups than these: " + weights.names());
            return;
        }
        applied = now.weights();
        if (!running && !now.configured().equals(weights.configured())) {
            once("the configuration's weights " + weights.configured()
                    + " hold: the last deployment began with others, " + now.configured());
        } else if (!weights.now().equals(applied)) {
            weights.set(applied);
            once(applied + ", as the leader has them" + (changed ? "" : ": somebody else had set others"));
        }
    }

    /** Each thing once, not once a second. */
    private void once(String text) {
        if (!text.equals(said)) {
            said = text;
            journal.say(upstream, "", new Event(ticks.wallMs(), "weights", text));
        }
    }

    Map<String, Object> view(Store.Lead lead) {
        Kept its = kept;
        return DeploymentView.of(
                upstream,
                weights,
                lead,
                its == null ? null : its.live(),
                Planner.usualTarget(weights, its == null ? null : its.live()),
                its == null ? null : its.deployment(),
                lead.problem());
    }
}
