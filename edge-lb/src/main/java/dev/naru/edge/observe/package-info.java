/** What is seen from outside: outcomes, counters, the access log, metrics. Written by event loops without locks, read by others. */
@NullMarked
package dev.naru.edge.observe;

import org.jspecify.annotations.NullMarked;
