/** Idle upstream connections, one pool per event loop and server. */
@NullMarked
package dev.naru.edge.pool;

import org.jspecify.annotations.NullMarked;
