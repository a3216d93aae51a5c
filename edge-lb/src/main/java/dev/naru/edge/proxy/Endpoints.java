package dev.naru.edge.proxy;

import java.net.InetSocketAddress;

/**
 * The two ends of a client's connection as a PROXY protocol header tells them.
 *
 * @param source the client
 * @param destination what the client connected to
 */
public record Endpoints(InetSocketAddress source, InetSocketAddress destination) {}
