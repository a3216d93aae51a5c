/** The fault run: steady load through a proxy while something breaks, and what the clients saw of it. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench.faults;
