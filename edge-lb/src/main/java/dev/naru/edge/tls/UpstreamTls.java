package dev.naru.edge.tls;

import dev.naru.edge.config.CertificateConfig;
import dev.naru.edge.config.UpstreamTlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the servers of one upstream: the server must have a certificate that a trusted authority signed, that is valid now, and that is for the name it is asked by.
 * Thread-safe; new files hold for new connections.
 */
public final class UpstreamTls implements Reloadable {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final UpstreamTlsConfig config;
    private volatile Loaded loaded;

    /**
     * What was made from the files.
     *
     * @param forSockets the same for blocking sockets, which BoringSSL has not
     * @param notAfter when the client certificate expires; null without one
     */
    private record Loaded(
            SslContext context,
            JdkSslContext forSockets,
            @Nullable Instant notAfter) {}

    private UpstreamTls(UpstreamTlsConfig config, Loaded loaded) {
        this.config = config;
        this.loaded = loaded;
    }

    /**
     * Loads the authorities and the client certificate.
     *
     * @throws CertificateException when a file cannot be used; the message names it
     */
    public static UpstreamTls load(UpstreamTlsConfig config) throws CertificateException {
        return new UpstreamTls(config, read(config));
    }

    private static Loaded read(UpstreamTlsConfig config) throws CertificateException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .protocols(PROTOCOLS)
                .endpointIdentificationAlgorithm(config.verify() ? "HTTPS" : null);
        Path ca = config.caFile();
        if (!config.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (ca != null) {
            builder.trustManager(trusting(ca));
        }
        try {
            Instant notAfter = null;
            CertificateConfig own = config.clientCertificate();
            if (own != null) {
                List<X509Certificate> chain =
                        ServerCertificate.chain(own.certificateFile(), ServerCertificate.read(own.certificateFile()));
                notAfter = ServerCertificate.validity(own.certificateFile(), chain, Instant.now());
                builder.keyStoreType(ServerCertificate.KEY_STORE)
                        .keyManager(ServerCertificate.key(own, chain.getFirst()), chain);
            }
            SslContext context = builder.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .build();
            JdkSslContext forSockets =
                    (JdkSslContext) builder.sslProvider(SslProvider.JDK).build();
            return new Loaded(context, forSockets, notAfter);
        } catch (IOException | IllegalArgumentException e) {
            throw new CertificateException(files(config) + ": " + CertificateException.reason(e), e);
        }
    }

    private static TrustManagerFactory trusting(Path ca) throws CertificateException {
        try {
            KeyStore store = KeyStore.getInstance(ServerCertificate.KEY_STORE);
            store.load(null, null);
            int count = 0;
            for (X509Certificate authority : ServerCertificate.chain(ca, ServerCertificate.read(ca))) {
                store.setCertificateEntry("ca-" + count++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new CertificateException(ca + ": " + CertificateException.reason(e), e);
        }
    }

    /** A handler for one connection to a server, which begins the handshake when the connection is there. */
    public SslHandler handler(ByteBufAllocator alloc, SocketAddress address, long timeoutMs) {
        SslHandler handler = loaded.context.newHandler(alloc, name(address), port(address));
        handler.setHandshakeTimeout(timeoutMs, TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeout(1, TimeUnit.SECONDS);
        return handler;
    }

    private String name(SocketAddress address) {
        String name = config.serverName();
        if (name != null) {
            return name;
        }
        return address instanceof InetSocketAddress inet ? inet.getHostString().toLowerCase(Locale.ROOT) : "";
    }

    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    /**
     * The same over a plain socket, for health checks; blocks for the socket's timeout at most.
     *
     * @throws IOException when the handshake fails; the socket is the caller's to close
     */
    public Socket handshake(Socket plain, SocketAddress address) throws IOException {
        SSLSocket socket = (SSLSocket)
                loaded.forSockets.context().getSocketFactory().createSocket(plain, name(address), port(address), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm(config.verify() ? "HTTPS" : null);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** When the client certificate, or the first of its chain, expires; null without one. */
    public @Nullable Instant clientCertificateNotAfter() {
        return loaded.notAfter;
    }

    @Override
    public List<Path> files() {
        return files(config);
    }

    private static List<Path> files(UpstreamTlsConfig config) {
        List<Path> files = new ArrayList<>();
        Path ca = config.caFile();
        if (ca != null) {
            files.add(ca);
        }
        CertificateConfig own = config.clientCertificate();
        if (own != null) {
            files.add(own.certificateFile());
            files.add(own.keyFile());
        }
        return files;
    }

    @Override
    public List<String> reload() {
        try {
            loaded = read(config);
            return List.of();
        } catch (CertificateException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<String> warnings(Instant now) {
        Instant end = loaded.notAfter;
        CertificateConfig own = config.clientCertificate();
        return end == null || own == null ? List.of() : ServerCertificate.expiry(own.certificateFile(), end, now);
    }
}
