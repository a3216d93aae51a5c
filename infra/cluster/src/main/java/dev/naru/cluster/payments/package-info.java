/** Measures payments: approvals a second, and what bounds them. */
@org.jspecify.annotations.NullMarked
package dev.naru.cluster.payments;
