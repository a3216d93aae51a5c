package dev.naru.edge.proxy;

/**
 * A client connection that is open.
 *
 * @param client its address, of the peer
 * @param listener that accepted it
 * @param state idle, request, waiting, answering or tunnel
 * @param openMs since it was opened
 * @param requests so far
 * @param route of its request; empty when it has none now
 * @param server that has its request; empty when none has
 * @param requestMs since that request arrived; 0 when it has none
 */
public record ConnectionView(
        String client,
        String listener,
        boolean tls,
        String state,
        long openMs,
        int requests,
        String route,
        String server,
        long requestMs) {}
