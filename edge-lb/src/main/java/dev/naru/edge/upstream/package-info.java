/** Where requests go: upstreams, their groups and servers, and what is known of each server's health. Identity is immutable; state outlives a reload. */
@NullMarked
package dev.naru.edge.upstream;

import org.jspecify.annotations.NullMarked;
