/**
 * Limits and access: who may connect, and how much. Each {@link dev.naru.edge.policy.Gate} is one condition of a route; {@link dev.naru.edge.policy.GateCompiler} puts them into
 * the order in which they are asked.
 */
@NullMarked
package dev.naru.edge.policy;

import org.jspecify.annotations.NullMarked;
