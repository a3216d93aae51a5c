/**
 * The failover deployment: moves users from one group of servers to another in steps, compares both in the same window, and goes on, holds or rolls back. Pure: time,
 * the running edge, files and messages come in through {@link dev.naru.edge.deploy.TrafficPort}, {@link dev.naru.edge.deploy.Journal} and the like.
 */
@NullMarked
package dev.naru.edge.deploy;

import org.jspecify.annotations.NullMarked;
