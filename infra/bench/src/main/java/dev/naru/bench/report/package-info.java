/** Statistics, and the files a run leaves. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench.report;
