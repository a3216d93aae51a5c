package dev.naru.edge.upstream;

import java.net.SocketAddress;

/**
 * One back-end process: its identity, which a reload may replace, and its {@link ServerState}, which a reload keeps.
 *
 * @param index its place among all servers of the topology, from 0 without gaps
 * @param weight 0 to 1000; 0 takes no requests
 * @param backup used only while no other server of its group is eligible
 */
public record Server(
        int index,
        String name,
        String upstream,
        String group,
        SocketAddress address,
        int weight,
        boolean backup,
        ServerState state) {
    @Override
    public String toString() {
        return name;
    }
}
