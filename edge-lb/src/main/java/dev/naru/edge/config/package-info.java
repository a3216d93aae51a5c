/**
 * The configuration: {@code edge.yaml} as immutable records, and the reader that finds every error of a file at once.
 *
 * <p>Nothing here knows Netty or opens a socket: {@code edge-lb check} and tests use it alone. All types are immutable
 * and safe for use by any thread.
 */
@NullMarked
package dev.naru.edge.config;

import org.jspecify.annotations.NullMarked;
