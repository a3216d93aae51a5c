/** Launches every process of the shop on one machine, and makes what they need first: secrets, certificates, ports, databases. */
@org.jspecify.annotations.NullMarked
package dev.naru.cluster;
