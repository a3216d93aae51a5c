/** Where servers are that the configuration gives by name: asks name servers, again and again, and fills the answers in. */
@NullMarked
package dev.naru.edge.discovery;

import org.jspecify.annotations.NullMarked;
