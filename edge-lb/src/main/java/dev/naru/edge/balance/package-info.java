/** Choosing a server: one policy a file. Each event loop has its own instances, so nothing here is synchronised. */
@NullMarked
package dev.naru.edge.balance;

import org.jspecify.annotations.NullMarked;
