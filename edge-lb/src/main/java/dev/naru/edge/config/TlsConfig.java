package dev.naru.edge.config;

import java.util.List;

/**
 * TLS on a listener. TLS 1.3 is always on.
 *
 * @param certificates at least one; chosen by the client's server name, the first when none fits
 * @param tls12 whether TLS 1.2 is accepted too; default true
 * @param handshakeTimeoutMs the longest wait for the ClientHello, and again for the rest of the handshake; 100..60,000,
 *     default 10,000
 */
public record TlsConfig(List<CertificateConfig> certificates, boolean tls12, long handshakeTimeoutMs) {

    public TlsConfig {
        certificates = List.copyOf(certificates);
    }
}
