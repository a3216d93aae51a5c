/** The operator's side of a running edge: the admin listener and its API, the audit log, the command that calls it. */
@NullMarked
package dev.naru.edge.admin;

import org.jspecify.annotations.NullMarked;
