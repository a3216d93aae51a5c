/**
 * Proves that money stays exact: shoppers buy while processes are killed, then the gateway's ledger and the database are compared. {@link
 * dev.naru.cluster.proof.Audit} judges; everything else makes trouble.
 */
package dev.naru.cluster.proof;
