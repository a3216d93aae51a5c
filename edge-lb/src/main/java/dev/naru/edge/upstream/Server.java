package dev.naru.edge.upstream;

import java.net.SocketAddress;

/**
 * One back-end process: its identity, which a reload may replace, and its {@link ServerState}, which a reload keeps.
 *
 * @param index its place among all servers of the topology, from 0 without gaps
 * @param weight 0 to 1000; 0 takes no requests
 * @param backup used only while no other server of its group is eligible
 * @param mode what an operator lets it do
 */
public record Server(
        int index,
        String name,
        String upstream,
        String group,
        SocketAddress address,
        int weight,
        boolean backup,
        Mode mode,
        ServerState state) {
    /** Whether requests of users that are not pinned to it may go there, as far as its weight and mode say. */
    public boolean takesNew() {
        return weight > 0 && mode == Mode.READY;
    }

    /** Whether it keeps the users that are pinned to it. */
    public boolean keepsUsers() {
        return weight > 0 && mode != Mode.MAINTENANCE;
    }

    Server with(int otherWeight, Mode otherMode) {
        return new Server(index, name, upstream, group, address, otherWeight, backup, otherMode, state);
    }

    @Override
    public String toString() {
        return name;
    }
}
