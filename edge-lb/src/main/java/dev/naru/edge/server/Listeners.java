package dev.naru.edge.server;

import dev.naru.edge.admin.ListenerInfo;
import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.tls.Certificates;
import dev.naru.edge.upstream.ControlException;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All listeners. Changed under the lock of whoever changes the edge; read by any thread. */
final class Listeners {
    private final Transports transport;
    private final EventLoopGroup group;
    private final List<LoopContext> loops;
    private volatile List<Listener> all = List.of();

    Listeners(Transports transport, EventLoopGroup group, List<LoopContext> loops) {
        this.transport = transport;
        this.group = group;
        this.loops = loops;
    }

    /** In the order of the configuration. */
    List<Listener> all() {
        return all;
    }

    private Optional<Listener> named(String name) {
        return all.stream()
                .filter(listener -> listener.config().name().equals(name))
                .findFirst();
    }

    /** What another configuration needs: bound already, and accepting nothing yet. */
    final class Change {
        private final List<Listener> next = new ArrayList<>();
        private final List<Listener> bound = new ArrayList<>();
        private final List<ListenerConfig> configs;
        private final Map<String, Certificates> certificates;

        private Change(List<ListenerConfig> configs, Map<String, Certificates> certificates) {
            this.configs = configs;
            this.certificates = certificates;
        }

        /** From now on these listen; those that left take no new connections, and their open ones end after their current requests. */
        void commit() {
            for (int i = 0; i < next.size(); i++) {
                next.get(i)
                        .follow(configs.get(i), certificates.get(configs.get(i).name()));
            }
            bound.forEach(Listener::accept);
            List<Listener> left =
                    all.stream().filter(listener -> !next.contains(listener)).toList();
            all = List.copyOf(next);
            left.forEach(Listener::drain);
        }

        /** As if it had not been prepared. */
        void rollBack() {
            bound.forEach(Listener::unbind);
        }
    }

    /**
     * Binds what is not bound yet.
     *
     * @param certificates by listener name
     * @throws IOException when an address cannot be had; then nothing has changed
     */
    Change prepare(List<ListenerConfig> configs, Map<String, Certificates> certificates) throws IOException {
        Change change = new Change(configs, certificates);
        for (ListenerConfig config : configs) {
            Optional<Listener> known =
                    all.stream().filter(listener -> listener.serves(config)).findFirst();
            if (known.isPresent()) {
                change.next.add(known.get());
                continue;
            }
            Listener fresh = new Listener(config, certificates.get(config.name()), transport, group, loops);
            try {
                fresh.bind(false);
            } catch (IOException e) {
                change.rollBack();
                throw e;
            }
            change.bound.add(fresh);
            change.next.add(fresh);
        }
        return change;
    }

    /** What is to be seen of each. */
    List<ListenerInfo> infos() {
        return all.stream()
                .map(listener -> new ListenerInfo(
                        listener.config().name(),
                        text(listener.address()),
                        listener.config().tls() != null,
                        listener.state().open(),
                        listener.state().draining()))
                .toList();
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /**
     * Lets one take no new connections, or take them again.
     *
     * @return whether it drained before
     * @throws ControlException when there is none of this name
     * @throws IOException when its address cannot be had again
     */
    boolean drain(String name, boolean on) throws ControlException, IOException {
        Listener named = named(name)
                .orElseThrow(() -> new ControlException(ControlException.Kind.UNKNOWN, "there is no listener " + name));
        boolean was = named.state().draining();
        if (on) {
            named.drain();
        } else {
            named.resume();
        }
        return was;
    }

    /** Closes all sockets; connections stay. */
    void unbind() {
        all.forEach(Listener::unbind);
    }
}
