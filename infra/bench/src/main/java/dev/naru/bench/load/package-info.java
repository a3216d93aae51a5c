/** The load generator and the back end: one thread, raw bytes, the same for every proxy. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench.load;
