package dev.naru.edge.server;

import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.proxy.ListenerState;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.tls.Certificates;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One configured listener: a socket for each loop where SO_REUSEPORT is there, else one socket for all. Used under the lock of whoever changes the edge. */
final class Listener {
    private final Transports transport;
    private final EventLoopGroup group;
    private final List<LoopContext> loops;
    private final ListenerState state;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Acceptor> acceptors = new ArrayList<>();
    private volatile ListenerConfig config;
    private @Nullable Certificates certificates;
    private volatile InetSocketAddress address;

    Listener(
            ListenerConfig config,
            @Nullable Certificates certificates,
            Transports transport,
            EventLoopGroup group,
            List<LoopContext> loops) {
        this.config = config;
        this.certificates = certificates;
        this.transport = transport;
        this.group = group;
        this.loops = loops;
        this.state = new ListenerState(config.name());
        this.address = new InetSocketAddress(config.host(), config.port());
    }

    ListenerState state() {
        return state;
    }

    ListenerConfig config() {
        return config;
    }

    /** Where it listens, or did before it was drained; of use when its configured port is 0. */
    InetSocketAddress address() {
        return address;
    }

    /** Whether a listener of another configuration can go on with these sockets. */
    boolean serves(ListenerConfig other) {
        return other.host().equals(config.host())
                && other.port() == config.port()
                && (other.port() != 0 || other.name().equals(config.name()));
    }

    /** Other settings for connections that are accepted from now on. */
    void follow(ListenerConfig next, @Nullable Certificates itsCertificates) {
        config = next;
        certificates = itsCertificates;
        state.name(next.name());
        Acceptor.Settings settings = new Acceptor.Settings(next, itsCertificates);
        acceptors.forEach(acceptor -> acceptor.follow(settings));
    }

    /**
     * Binds.
     *
     * @param accepting whether it accepts at once; else connections wait for {@link #accept}
     * @throws IOException when the address cannot be had; then nothing is bound
     */
    void bind(boolean accepting) throws IOException {
        Acceptor.Settings settings = new Acceptor.Settings(config, certificates);
        try {
            if (!transport.reusePort()) {
                bind(group.next(), new Acceptor(settings, state, group, loops), accepting);
                return;
            }
            for (LoopContext loop : loops) {
                EventLoop own = loop.eventLoop();
                bind(own, new Acceptor(settings, state, own, loops), accepting);
            }
        } catch (IOException e) {
            unbind();
            throw e;
        }
    }

    private void bind(EventLoop loop, Acceptor acceptor, boolean accepting) throws IOException {
        ServerChannel channel = transport.listen().open(address.getAddress());
        SocketOptions.listener(channel.config());
        channel.config().setAutoRead(accepting);
        if (transport.reusePort()) {
            channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
        }
        channel.pipeline().addLast(acceptor);
        ChannelFuture registered = loop.register(channel).awaitUninterruptibly();
        ChannelFuture bound = registered.isSuccess() ? channel.bind(address).awaitUninterruptibly() : registered;
        if (!bound.isSuccess()) {
            channel.close();
            throw new IOException(
                    "listeners: " + config.name() + " cannot bind " + config.host() + ":" + config.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        address = (InetSocketAddress) channel.localAddress(); // port 0: the first loop's choice holds for all
        channels.add(channel);
        acceptors.add(acceptor);
    }

    /** Begins to accept what was bound without. */
    void accept() {
        channels.forEach(channel -> channel.config().setAutoRead(true));
    }

    /** Closes its sockets; connections stay. */
    void unbind() {
        for (Channel channel : channels) {
            channel.close().syncUninterruptibly();
        }
        channels.clear();
        acceptors.clear();
    }

    /** Takes no new connections, and ends those that are open after their current requests. */
    void drain() {
        state.draining(true);
        unbind();
        loops.forEach(loop -> loop.runDrain(state));
    }

    /** Listens again at the same address. */
    void resume() throws IOException {
        if (channels.isEmpty()) {
            bind(true);
        }
        state.draining(false);
    }
}
