package dev.naru.edge.proxy;

import dev.naru.edge.config.ProxyProtocolConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.tls.UpstreamTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes connections to one server: TCP or a Unix socket, then what the upstream wants in front of the first request. Of one loop. */
final class Connector {
    private final Bootstrap bootstrap;
    private final SocketAddress address;
    private final UpstreamConfig upstream;
    private final @Nullable UpstreamTls tls;

    /** Told once, on the loop, how it went. */
    interface Done {
        /**
         * How it went.
         *
         * @param cause null when the connection can be used; a {@link javax.net.ssl.SSLException} when the handshake failed
         */
        void connected(@Nullable Throwable cause);
    }

    Connector(Bootstrap bootstrap, SocketAddress address, UpstreamConfig upstream, @Nullable UpstreamTls tls) {
        this.bootstrap = bootstrap.clone().remoteAddress(address);
        this.address = address;
        this.upstream = upstream;
        this.tls = tls;
    }

    /** Whether a connection made by another connector is one that this would make. */
    boolean makesTheSameAs(Connector other) {
        return address.equals(other.address)
                && upstream.proxyProtocol() == other.upstream.proxyProtocol()
                && Objects.equals(upstream.tls(), other.upstream.tls());
    }

    /**
     * Connects; within connectTimeoutMs for the connection, and again for the handshake.
     *
     * @param endpoints the client's, for a PROXY protocol header
     */
    void connect(ServerHandler handler, @Nullable Endpoints endpoints, Done done) {
        Bootstrap attempt =
                bootstrap.clone().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) upstream.connectTimeoutMs());
        UpstreamTls secure = tls;
        ChannelFuture connecting = attempt.handler(secure == null ? handler : secured(secure, handler))
                .connect();
        connecting.addListener(connected -> {
            Channel channel = connecting.channel();
            SslHandler handshake = channel.pipeline().get(SslHandler.class);
            if (connected.isSuccess() && upstream.proxyProtocol() != ProxyProtocolConfig.NONE) {
                // From in front of the first handler: past TLS, which has not begun yet.
                channel.pipeline()
                        .firstContext()
                        .write(ProxyHeader.compose(channel.alloc(), upstream.proxyProtocol(), endpoints));
            }
            if (connected.isSuccess() && handshake != null) {
                handshake.handshakeFuture().addListener(shaken -> {
                    if (!shaken.isSuccess()) {
                        channel.close();
                    }
                    done.connected(shaken.cause());
                });
            } else {
                done.connected(connected.cause());
            }
        });
    }

    private ChannelInitializer<Channel> secured(UpstreamTls secure, ServerHandler handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(secure.handler(channel.alloc(), address, upstream.connectTimeoutMs()))
                        .addLast(handler);
            }
        };
    }
}
