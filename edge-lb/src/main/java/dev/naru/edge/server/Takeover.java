package dev.naru.edge.server;

import dev.naru.edge.config.ListenerConfig;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes the place of another edge on the same ports, of another version perhaps, without losing a connection ({@code --replace}).
 *
 * <pre>
 * both listen ──▶ new connections are steered here ──▶ the other one has accepted what it had ──SIGTERM──▶ it drains and ends ──▶ alone
 * </pre>
 *
 * Without the steering, the kernel would hash new connections to the sockets of both, and reset those that wait in a socket at the moment it is closed. More in
 * docs/decisions/upgrade.md.
 */
final class Takeover {
    /** For handshakes that have begun with the other one, over slow networks too. */
    private static final long SETTLE_MS = 1_000;

    private static final long POLL_MS = 20;

    private final ProcessHandle other;
    private final Map<InetSocketAddress, Integer> before = new HashMap<>();
    private final Consumer<String> events;

    private Takeover(ProcessHandle other, Consumer<String> events) {
        this.other = other;
        this.events = events;
    }

    /**
     * Looks at who listens now; to be called before our own sockets do.
     *
     * @param pid of the other edge
     * @throws IOException when there is no such process
     */
    static Takeover of(long pid, List<ListenerConfig> listeners, Consumer<String> events) throws IOException {
        ProcessHandle other = ProcessHandle.of(pid)
                .filter(process ->
                        process.isAlive() && pid != ProcessHandle.current().pid())
                .orElseThrow(() -> new IOException("--replace: no process has the id " + pid));
        Takeover takeover = new Takeover(other, events);
        for (ListenerConfig listener : listeners) {
            InetSocketAddress address = new InetSocketAddress(listener.host(), listener.port());
            takeover.before.put(address, PortSockets.listening(address));
        }
        return takeover;
    }

    /**
     * Sends the other one away, and returns when it has ended: it drains for as long as its own configuration says.
     *
     * @param listening our sockets, by listener
     */
    void perform(List<List<Channel>> listening) throws InterruptedException {
        List<List<Channel>> steered = new ArrayList<>();
        for (List<Channel> own : listening) {
            InetSocketAddress address = (InetSocketAddress) own.getFirst().localAddress();
            int others = before.getOrDefault(address, 0);
            // The numbers from `others` on are ours, and the first of them stays so while the others' go: ours move
            // down into theirs one by one.
            if (others > 0 && own.size() >= others && Steering.to(own.getFirst(), others)) {
                steered.add(own);
            } else if (others > 0 && !PortSockets.migrates()) {
                events.accept(
                        "connections that are just being made to " + address
                                + " may be reset: it has more sockets than this edge has event loops; set net.ipv4.tcp_migrate_req to 1");
            }
        }
        Thread.sleep(SETTLE_MS);
        other.destroy(); // SIGTERM
        while (other.isAlive() && !alone(listening)) {
            Thread.sleep(POLL_MS);
        }
        steered.forEach(own -> Steering.end(own.getFirst()));
        other.onExit().join();
    }

    private static boolean alone(List<List<Channel>> listening) {
        return listening.stream()
                .allMatch(own ->
                        PortSockets.listening((InetSocketAddress) own.getFirst().localAddress()) <= own.size());
    }
}
