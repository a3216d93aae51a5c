/** Limits and access: who may connect, and how much. */
@NullMarked
package dev.naru.edge.policy;

import org.jspecify.annotations.NullMarked;
