package dev.naru.edge.config;

import org.jspecify.annotations.Nullable;

/**
 * An address the edge accepts clients on.
 *
 * @param host an address literal without brackets, or a host name; {@code 0.0.0.0} when the file says {@code ":8080"}
 * @param port 0..65535; 0 takes any free port
 * @param tls null for plain HTTP
 * @param proxyProtocol whether connections start with a PROXY protocol header, from {@link EdgeConfig#trustedProxies()}
 *     only; default false
 */
public record ListenerConfig(
        String name, String host, int port, @Nullable TlsConfig tls, boolean proxyProtocol) {}
