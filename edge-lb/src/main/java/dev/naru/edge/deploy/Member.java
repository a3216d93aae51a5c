package dev.naru.edge.deploy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This edge among those that share the deployments of an upstream: leads with a {@link Controller}, or is a {@link Follower} of the one that does. Not thread-safe: {@link
 * DeployThread} owns it.
 */
final class Member {
    private final DeploymentSettings settings;
    private final Store store;
    private final AppSignal signal;
    private final Journal journal;
    private final Ticks ticks;
    private final Follower follower;
    private Store.Lead lead = new Store.Lead(false, null, null);
    private @Nullable Controller controller;
    private boolean candidate = true;
    private String said = "";

    Member(DeploymentSettings settings, Store store, AppSignal signal, Journal journal, Ticks ticks) {
        this.settings = settings;
        this.store = store;
        this.signal = signal;
        this.journal = journal;
        this.ticks = ticks;
        this.follower = new Follower(settings, store, journal, ticks);
    }

    /** About once a second, and once before requests come. */
    void tick() {
        boolean first = said.isEmpty();
        lead = store.campaign(candidate);
        sayWhoLeads();
        Controller leading = controller;
        if (!lead.mine()) {
            controller = null;
            if (first || lead.problem() == null) {
                // Otherwise nothing new is known, and an operator may have to set weights by hand.
                follower.follow();
            }
        } else if (leading == null) {
            controller = new Controller(settings, store, signal, journal, ticks);
            controller.restore(first);
        } else {
            leading.tick();
        }
        dropDeposed();
    }

    /** Its decisions can no longer be kept: at the next look somebody leads on from what was. */
    private void dropDeposed() {
        Controller leading = controller;
        if (leading != null && leading.deposed()) {
            controller = null;
            lead = new Store.Lead(false, null, "the lead was lost: " + leading.lost());
            sayWhoLeads();
        }
    }

    private void sayWhoLeads() {
        String text = lead.mine()
                ? "this edge (" + lead.who() + ") leads the deployments of " + settings.upstream()
                : lead.problem() != null
                        ? lead.problem() + "; the weights stay as they are"
                        : !candidate
                                ? "this edge is stopping"
                                : "follows " + lead.who() + ", which leads the deployments of " + settings.upstream();
        if (!text.equals(said)) {
            said = text;
            journal.say(settings.upstream(), "", new Event(ticks.wallMs(), "lead", text));
        }
    }

    interface Command {
        void of(Controller controller) throws Refused;
    }

    /** A command for the leader; what it could not keep is refused. */
    void command(Command command) throws Refused {
        command.of(leading());
        dropDeposed();
        if (controller == null) {
            throw Refused.conflict(lead.problem() + "; the command may not have been kept: ask for the status");
        }
    }

    Map<String, Object> dryRun(Wish wish) throws Refused {
        return leading().dryRun(wish);
    }

    private Controller leading() throws Refused {
        Controller leading = controller;
        if (leading != null) {
            return leading;
        }
        throw Refused.conflict(
                lead.problem() != null
                        ? lead.problem() + ": the weights stay as they are until it can be asked again"
                        : lead.who() == null
                                ? "nobody leads the deployments of " + settings.upstream() + " at this moment"
                                : lead.who() + " leads the deployments of " + settings.upstream()
                                        + ": ask that edge, this one follows");
    }

    Map<String, Object> view() {
        Controller leading = controller;
        return leading == null ? follower.view(lead) : leading.view(lead);
    }

    /** Decides nothing any more, but still shows what it has in flight. */
    void resign() {
        candidate = false;
        tick();
    }
}
