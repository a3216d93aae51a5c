/** What Linux says about processes and the machine: parsers of {@code /proc}. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench.proc;
