/** TLS termination: certificates and the handshake's bounds. */
@NullMarked
package dev.naru.edge.tls;

import org.jspecify.annotations.NullMarked;
