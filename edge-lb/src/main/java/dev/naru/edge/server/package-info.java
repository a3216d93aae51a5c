/** The control plane: command line, configuration into a running edge, listeners, admin, shutdown. */
@NullMarked
package dev.naru.edge.server;

import org.jspecify.annotations.NullMarked;
