/** The edge load balancer. */
@org.jspecify.annotations.NullMarked
package dev.naru.edge;
