package dev.naru.edge.policy;

import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Servers for tests of policies. */
final class Servers {
    private Servers() {}

    static List<Server> of(int count) {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(new Server(
                    i,
                    "s" + i,
                    "u",
                    "g",
                    new InetSocketAddress("127.0.0.1", 1 + i),
                    1,
                    false,
                    Mode.READY,
                    new ServerState(1, 10_000)));
        }
        return servers;
    }
}
