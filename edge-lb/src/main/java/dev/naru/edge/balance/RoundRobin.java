package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;

/**
 * nginx's smooth weighted round robin: for each candidate {@code current += effective; total += effective}, pick the highest current, the first configured on a
 * tie, then {@code current -= total}. A failure lowers the effective weight, each later round restores one of it.
 */
final class RoundRobin implements Picker {
    private final Server[] servers;
    private final int[] current;
    private final int[] effective;
    private final int maxFails;

    RoundRobin(Candidates candidates, int maxFails) {
        this.servers = candidates.servers;
        this.current = new int[servers.length];
        this.effective = new int[servers.length];
        for (int i = 0; i < effective.length; i++) {
            effective[i] = servers[i].weight();
        }
        this.maxFails = Math.max(1, maxFails);
    }

    @Override
    public Server pick(Candidates candidates, long key, long nowNanos) {
        int best = -1;
        int total = 0;
        for (int c = 0; c < candidates.count; c++) {
            int i = candidates.at[c];
            current[i] += effective[i];
            total += effective[i];
            if (effective[i] < servers[i].weight()) {
                effective[i]++;
            }
            if (best < 0 || current[i] > current[best]) {
                best = i;
            }
        }
        current[best] -= total;
        return servers[best];
    }

    /** It gets less for a while. */
    @Override
    public void failed(Server server) {
        for (int i = 0; i < servers.length; i++) {
            if (servers[i].state() == server.state()) {
                effective[i] = Math.max(0, effective[i] - Math.max(1, server.weight() / maxFails));
            }
        }
    }
}
