/** Measures edge-lb beside nginx and HAProxy: the command line and the course of a run. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench;
