/** How many approvals a second the shop makes, and what bounds them. */
package dev.naru.bench.payments;
