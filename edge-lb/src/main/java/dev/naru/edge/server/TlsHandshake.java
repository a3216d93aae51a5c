package dev.naru.edge.server;

import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.TlsVersion;
import dev.naru.edge.proxy.Faults;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.Certificates;
import dev.naru.edge.tls.ServedCertificate;
import dev.naru.edge.tls.ServerCertificate;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Chooses the certificate by SNI, and bounds the ClientHello and the handshake; it replaces itself with the TLS handler. */
final class TlsHandshake extends SniHandler {
    private static final int MAX_CLIENT_HELLO_BYTES = 16 * 1024;

    private final Certificates certificates;
    private final long timeoutMs;
    private final LoopStats stats;

    /** @param timeoutMs the longest wait for the ClientHello, and then for the rest of the handshake */
    TlsHandshake(Certificates certificates, long timeoutMs, LoopStats stats) {
        super(
                (name, promise) -> promise.setFailure(new IllegalStateException("lookup chooses")),
                MAX_CLIENT_HELLO_BYTES,
                timeoutMs);
        this.certificates = certificates;
        this.timeoutMs = timeoutMs;
        this.stats = stats;
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable String serverName) {
        ServerCertificate shown = certificates.choose(serverName == null ? "" : serverName);
        ctx.channel().attr(ServedCertificate.KEY).set(new ServedCertificate(certificates, shown));
        return ctx.executor().newSucceededFuture(shown.context());
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        SslHandler handler = super.newSslHandler(context, allocator);
        handler.setHandshakeTimeout(timeoutMs, TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeout(1, TimeUnit.SECONDS);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                shaken(handler.engine());
            } else {
                stats.tlsFailed();
            }
        });
        return handler;
    }

    private void shaken(SSLEngine engine) {
        boolean resumed = engine instanceof ReferenceCountedOpenSslEngine openSsl
                && SSL.isSessionReused(openSsl.sslPointer()); // the JDK's engine does not tell
        stats.tlsShaken(
                engine.getSession().getProtocol().equals("TLSv1.3") ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2, resumed);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Plain HTTP on the TLS port, scanners, half a ClientHello: counted, said in a line, closed.
        stats.tlsFailed();
        Faults.note("client " + ctx.channel().remoteAddress() + ": no TLS handshake: "
                + CertificateException.reason(cause));
        ctx.close();
    }
}
