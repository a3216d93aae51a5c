package dev.naru.cluster.proof;

import java.time.Duration;

/**
 * How long and how hard a run tries. It ends when it has made enough payments and killed often enough, or when its time is over.
 *
 * @param seed of all that is drawn by lot: what shoppers do, which faults come, at which points
 * @param most the shoppers' and the faults' time; starting the cluster and settling come on top
 * @param settle after which nothing may be open any more: lease, approval window, longest pause between two looks, an order's time
 */
record ProofOptions(long seed, int shoppers, int payments, int kills, Duration most, Duration settle) {

    /** From the system properties {@code proof.*}; the defaults are those of a short run. */
    static ProofOptions fromSystem() {
        return new ProofOptions(
                Long.getLong("proof.seed", 20_260_101L),
                Integer.getInteger("proof.shoppers", 12),
                Integer.getInteger("proof.payments", 400),
                Integer.getInteger("proof.kills", 8),
                Duration.ofSeconds(Long.getLong("proof.seconds", 75)),
                Duration.ofSeconds(Long.getLong("proof.settle-seconds", 180)));
    }
}
