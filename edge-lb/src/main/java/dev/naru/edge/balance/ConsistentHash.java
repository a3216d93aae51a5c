package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;

/**
 * The server that has the request's key by {@link Rendezvous}, with bounded load (Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018): no
 * server holds more than {@code ceil((in flight + 1) * maxLoadPercent / 100)} shared by weight; what is over goes to the server that is next for that key, always
 * the same one. Requests without a key go by round robin.
 */
final class ConsistentHash implements Picker {
    private final Rendezvous rendezvous;
    private final int maxLoadPercent;
    private final RoundRobin keyless;

    /** @param maxLoadPercent over 100; 0 for no bound */
    ConsistentHash(Rendezvous rendezvous, int maxLoadPercent, RoundRobin keyless) {
        this.rendezvous = rendezvous;
        this.maxLoadPercent = maxLoadPercent;
        this.keyless = keyless;
    }

    @Override
    public Server pick(Candidates candidates, long key, long nowNanos) {
        if (key == NO_KEY) {
            return keyless.pick(candidates, key, nowNanos);
        }
        if (maxLoadPercent > 0 && candidates.count > 1) {
            leaveOutFull(candidates);
        }
        return rendezvous.pick(candidates, key);
    }

    private void leaveOutFull(Candidates candidates) {
        long inFlight = 0;
        long weights = 0;
        for (int c = 0; c < candidates.count; c++) {
            inFlight += Math.max(0, candidates.get(c).state().load().inFlight());
            weights += candidates.get(c).weight();
        }
        long slots = Math.ceilDiv((inFlight + 1) * maxLoadPercent, 100);
        int kept = 0;
        for (int c = 0; c < candidates.count; c++) {
            Server server = candidates.get(c);
            if (server.state().load().inFlight() < Math.ceilDiv(slots * server.weight(), weights)) {
                candidates.at[kept++] = candidates.at[c];
            }
        }
        // The slots are more than the requests, so one is free at least, unless other loops took it between the two
        // readings: then all stay.
        candidates.count = kept == 0 ? candidates.count : kept;
    }

    @Override
    public void failed(Server server) {
        keyless.failed(server);
    }
}
