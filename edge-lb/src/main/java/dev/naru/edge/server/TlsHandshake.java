package dev.naru.edge.server;

import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.tls.Certificates;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** Chooses the certificate by SNI, and bounds the ClientHello and the handshake; it replaces itself with the TLS handler. */
final class TlsHandshake extends SniHandler {
    private static final int MAX_CLIENT_HELLO_BYTES = 16 * 1024;
    private static final long HANDSHAKE_TIMEOUT_MS = 10_000;

    private final LoopStats stats;

    TlsHandshake(Certificates certificates, LoopStats stats) {
        super(
                (name, promise) -> promise.setSuccess(certificates.byName().map(name)),
                MAX_CLIENT_HELLO_BYTES,
                HANDSHAKE_TIMEOUT_MS);
        this.stats = stats;
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        SslHandler handler = super.newSslHandler(context, allocator);
        handler.setHandshakeTimeout(HANDSHAKE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeout(1, TimeUnit.SECONDS);
        handler.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                stats.tlsFailed();
            }
        });
        return handler;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Plain HTTP on the TLS port, scanners, half a ClientHello: counted, closed, no stack trace for a stranger's
        // mistake.
        stats.tlsFailed();
        ctx.close();
    }
}
