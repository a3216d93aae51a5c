package dev.naru.edge.deploy;

import java.util.List;
import java.util.Map;

/** What a deployment may see and change of the running edge. Called on the deployment's own thread; nothing here waits for the network. */
public interface TrafficPort {
    /**
     * A group as the edge uses it now.
     *
     * @param weight in force
     * @param configuredWeight of the configuration file
     * @param servers in all, backups not counted
     * @param healthy of those, eligible for requests
     * @param inFlight requests that its servers work on
     * @param elsewhere whether another edge still sends it new requests
     */
    record GroupView(
            String name, int weight, int configuredWeight, int servers, int healthy, long inFlight, boolean elsewhere) {
        /** Nothing comes and nothing is open: its servers may be stopped. */
        public boolean drained() {
            return weight == 0 && inFlight == 0 && !elsewhere;
        }
    }

    /**
     * What became of the requests for an upstream; counters that only grow.
     *
     * @param accepted requests
     * @param lost of those: the edge or a back end ended them without a whole answer of the application
     * @param repeated attempts that were repeated
     * @param repeatedUnsafe of those: not idempotent, without an Idempotency-Key, and possibly processed before; never, by design
     */
    record Account(long accepted, long lost, long repeated, long repeatedUnsafe) {
        public static final Account NONE = new Account(0, 0, 0, 0);

        Account since(Account earlier) {
            return accepted < earlier.accepted
                    ? NONE
                    : new Account(
                            accepted - earlier.accepted,
                            Math.max(0, lost - earlier.lost),
                            Math.max(0, repeated - earlier.repeated),
                            Math.max(0, repeatedUnsafe - earlier.repeatedUnsafe));
        }

        Account and(Account other) {
            return new Account(
                    accepted + other.accepted,
                    lost + other.lost,
                    repeated + other.repeated,
                    repeatedUnsafe + other.repeatedUnsafe);
        }
    }

    /** The groups of an upstream in the order of the configuration; none when there is no such upstream. */
    List<GroupView> groups(String upstream);

    /**
     * Sets the weights of groups in one step: no request sees a part of it.
     *
     * @throws IllegalStateException when it cannot be done, with the reason; nothing has changed then
     */
    void weights(String upstream, Map<String, Integer> weights);

    /** What a group has done since the edge started. */
    Sample sample(String upstream, String group);

    /** What became of all requests for an upstream since the edge started. */
    Account account(String upstream);
}
