/**
 * Which route takes a request: by host, then by path. Compiled once per configuration into arrays; a lookup reads the
 * request's own bytes and allocates nothing.
 */
@NullMarked
package dev.naru.edge.route;

import org.jspecify.annotations.NullMarked;
