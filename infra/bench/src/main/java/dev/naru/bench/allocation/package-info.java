/** How much edge-lb allocates per request, and where: asked of its JVM from outside. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench.allocation;
