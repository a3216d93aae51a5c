package dev.naru.edge.server;

import dev.naru.edge.config.ListenerConfig;
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
        if (!transport.reusePort()) {
            channels.add(
                    bind(config, address, transport, group.next(), new Acceptor(config, certificates, group, loops)));
            return channels;
        }
        for (LoopContext loop : loops) {
            EventLoop own = loop.eventLoop();
            Channel channel = bind(config, address, transport, own, new Acceptor(config, certificates, own, loops));
            channels.add(channel);
            address = (InetSocketAddress) channel.localAddress(); // port 0: the first loop's choice holds for all
        }
        return channels;
    }

    private static Channel bind(
            ListenerConfig config, InetSocketAddress address, Transports transport, EventLoop loop, Acceptor acceptor)
            throws IOException {
        ServerChannel channel = transport.listen().open(address.getAddress());
        SocketOptions.listener(channel.config());
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
        return channel;
    }
}
