/**
 * The data plane: one request from accept to outcome. Everything here runs on the event loop of the client's connection, and so does the upstream connection that
 * serves it; nothing locks, blocks, allocates per request in the steady state, or changes thread.
 */
@NullMarked
package dev.naru.edge.proxy;

import org.jspecify.annotations.NullMarked;
