/**
 * Proofs of jobs on a cluster of their own: {@link dev.naru.cluster.cron.CronProof} makes trouble and compares with the gateway's ledger,
 * {@link dev.naru.cluster.cron.MillionProof} makes a million subscriptions due at once. {@code infra/cluster/prove-cron} and {@code prove-million}
 * run them.
 */
package dev.naru.cluster.cron;
