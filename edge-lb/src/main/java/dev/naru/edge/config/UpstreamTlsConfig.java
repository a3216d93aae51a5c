package dev.naru.edge.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the servers of an upstream.
 *
 * @param caFile PEM with the authorities that may have signed the servers' certificates; null for the system's
 * @param serverName sent as SNI, and the name that the certificate must have; null for the host of each server's address
 * @param verify whether the certificate is checked at all; default true
 * @param clientCertificate shown to servers that ask; null for none
 */
public record UpstreamTlsConfig(
        @Nullable Path caFile,
        @Nullable String serverName,
        boolean verify,
        @Nullable CertificateConfig clientCertificate) {}
