package dev.naru.bench.load;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/**
 * TLS of the clients: BoringSSL, TLS 1.3, X25519, no resumption (an engine made without the peer's name finds no stored
 * session). Certificates are not verified: they are made for the run, and the check would only cost the load core.
 */
final class ClientTls {

    /** What BoringSSL offers first on processors with AES instructions; every proxy is configured to take it. */
    static final String CIPHER = "TLS_AES_128_GCM_SHA256";

    private ClientTls() {}

    static SslContext context() {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .protocols("TLSv1.3")
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS of the load generator: " + e.getMessage(), e);
        }
    }
}
