package dev.naru.edge.server;

import dev.naru.edge.config.Cidr;
import dev.naru.edge.proxy.ClientHandler;
import dev.naru.edge.proxy.Endpoints;
import dev.naru.edge.proxy.Faults;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client's address from the PROXY protocol header (versions 1 and 2) that a listed proxy sends first. The connection becomes active for the handlers behind
 * only then; a peer that is not listed, or sends no header in time, is closed.
 */
final class ProxyProtocol extends ChannelInboundHandlerAdapter {
    /** Of what a version 2 header may bring beside the addresses; real ones have a few hundred octets. */
    static final int MAX_TLV_BYTES = 4096;

    private final List<Cidr> trusted;
    private final long timeoutMs;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean refused;

    ProxyProtocol(List<Cidr> trusted, long timeoutMs) {
        this.trusted = trusted;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress peer)
                || trusted.stream()
                        .noneMatch(cidr -> cidr.contains(peer.getAddress().getAddress()))) {
            refuse(ctx, "proxyProtocol is for trustedProxies only");
            return;
        }
        deadline = ctx.executor()
                .schedule(
                        () -> refuse(ctx, "the PROXY protocol header did not come in time"),
                        timeoutMs,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof HAProxyMessage message)) {
            ctx.fireChannelRead(msg);
            return;
        }
        try {
            ScheduledFuture<?> pending = deadline;
            if (pending != null) {
                pending.cancel(false);
            }
            Endpoints endpoints = endpoints(message);
            if (endpoints != null) {
                ctx.channel().attr(ClientHandler.ENDPOINTS).set(endpoints);
            }
        } finally {
            message.release();
        }
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    /** Null for LOCAL and UNKNOWN, which speak of the proxy itself, and for addresses that are not of the internet. */
    private static @Nullable Endpoints endpoints(HAProxyMessage message) {
        if (message.command() != HAProxyCommand.PROXY) {
            return null;
        }
        InetSocketAddress source = address(message.sourceAddress(), message.sourcePort());
        InetSocketAddress destination = address(message.destinationAddress(), message.destinationPort());
        return source == null || destination == null ? null : new Endpoints(source, destination);
    }

    private static @Nullable InetSocketAddress address(@Nullable String text, int port) {
        byte[] address = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return address == null ? null : new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " octets", e);
        }
    }

    private void refuse(ChannelHandlerContext ctx, String why) {
        if (refused) {
            return; // a decoder complains again when the rest is thrown away
        }
        refused = true;
        Faults.note("connection from " + ctx.channel().remoteAddress() + " refused: " + why);
        ctx.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            refuse(ctx, "the connection ended inside the PROXY protocol header");
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Whoever this is, it is not the proxy that was agreed on.
        refuse(ctx, "no PROXY protocol header, or a broken one");
    }
}
