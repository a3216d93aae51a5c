/**
 * HTTP/1.1 on bytes: strict parsing, canonical writing and body framing (RFC 9110, RFC 9112). Knows nothing of sockets, routes or policies;
 * everything works on arrays and offsets, keeps no reference to them after a call, and allocates nothing per message.
 */
@NullMarked
package dev.naru.edge.http;

import org.jspecify.annotations.NullMarked;
