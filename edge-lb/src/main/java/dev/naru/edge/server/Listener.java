package dev.naru.edge.server;

import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.proxy.ClientHandler;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.Certificates;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Binds one configured listener: a socket for each loop where SO_REUSEPORT is there, else one socket for all. */
final class Listener {
    private Listener() {}

    static List<Channel> bind(
            ListenerConfig config,
            @Nullable Certificates certificates,
            Transports transport,
            EventLoopGroup group,
            List<LoopContext> loops)
            throws IOException {
        List<Channel> channels = new ArrayList<>();
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        Initializer initializer = new Initializer(config, certificates, loops);
        if (!transport.reusePort()) {
            channels.add(bind(config, address, transport, group, initializer));
            return channels;
        }
        for (LoopContext loop : loops) {
            Channel channel = bind(config, address, transport, loop.eventLoop(), initializer);
            channels.add(channel);
            address = (InetSocketAddress) channel.localAddress(); // port 0: the first loop's choice holds for all
        }
        return channels;
    }

    private static Channel bind(
            ListenerConfig config,
            InetSocketAddress address,
            Transports transport,
            EventLoopGroup group,
            Initializer initializer)
            throws IOException {
        ServerBootstrap bootstrap = SocketOptions.listener(new ServerBootstrap()
                .group(group, group)
                .channel(transport.serverChannel())
                .childHandler(initializer));
        if (transport.reusePort()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "listeners: " + config.name() + " cannot bind " + config.host() + ":" + config.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }

    private static final class Initializer extends ChannelInitializer<Channel> {
        private final ListenerConfig config;
        private final @Nullable Certificates certificates;
        private final List<LoopContext> loops;

        Initializer(ListenerConfig config, @Nullable Certificates certificates, List<LoopContext> loops) {
            this.config = config;
            this.certificates = certificates;
            this.loops = loops;
        }

        @Override
        protected void initChannel(Channel channel) {
            LoopContext context = contextOf(channel.eventLoop());
            if (config.proxyProtocol()) {
                Topology topology = context.topology();
                channel.pipeline()
                        .addLast(new HAProxyMessageDecoder(ProxyProtocol.MAX_TLV_BYTES))
                        .addLast(new ProxyProtocol(
                                topology.trustedProxies(), topology.limits().headTimeoutMs()));
            }
            if (certificates != null) {
                channel.pipeline()
                        .addLast(new TlsHandshake(
                                certificates,
                                Objects.requireNonNull(config.tls()).handshakeTimeoutMs(),
                                context.stats()));
            }
            channel.pipeline().addLast(new ClientHandler(context, channel, certificates != null));
        }

        private LoopContext contextOf(EventLoop loop) {
            for (LoopContext context : loops) {
                if (context.eventLoop() == loop) {
                    return context;
                }
            }
            throw new IllegalStateException("no context for " + loop);
        }
    }
}
