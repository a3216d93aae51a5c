/** The cases: what is measured, and how. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench.cases;
