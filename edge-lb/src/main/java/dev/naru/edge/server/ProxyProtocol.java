package dev.naru.edge.server;

import dev.naru.edge.config.Cidr;
import dev.naru.edge.proxy.ClientHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client's address from the PROXY protocol header (versions 1 and 2) that a listed proxy sends first. The connection becomes active for the handlers behind
 * only then; a peer that is not listed, or sends no header in time, is closed.
 */
final class ProxyProtocol extends ChannelInboundHandlerAdapter {
    private final List<Cidr> trusted;
    private final long timeoutMs;
    private @Nullable ScheduledFuture<?> deadline;

    ProxyProtocol(List<Cidr> trusted, long timeoutMs) {
        this.trusted = trusted;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress peer)
                || trusted.stream()
                        .noneMatch(cidr -> cidr.contains(peer.getAddress().getAddress()))) {
            ctx.close();
            return;
        }
        deadline = ctx.executor().schedule(() -> ctx.close(), timeoutMs, TimeUnit.MILLISECONDS);
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
            byte[] address = message.command() == HAProxyCommand.PROXY && message.sourceAddress() != null
                    ? NetUtil.createByteArrayFromIpAddressString(message.sourceAddress())
                    : null;
            if (address != null) {
                ctx.channel().attr(ClientHandler.CLIENT_ADDRESS).set(address);
            }
        } finally {
            message.release();
        }
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // no header, or a broken one: whoever this is, it is not the proxy that was agreed on
    }
}
