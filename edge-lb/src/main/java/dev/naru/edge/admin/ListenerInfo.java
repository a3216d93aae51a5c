package dev.naru.edge.admin;

/**
 * A listener as it is now.
 *
 * @param address where it is bound
 * @param open client connections that it accepted
 */
public record ListenerInfo(String name, String address, boolean tls, long open, boolean draining) {}
