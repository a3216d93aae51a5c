package dev.naru.cluster.endtoend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tickets kept for a minute: making one asks the shop for its key, which a proof would do thousands of times. */
final class ProofTickets {
    private static final long KEPT_NANOS = 60_000_000_000L;
    private static final Map<String, Kept> KEPT = new ConcurrentHashMap<>();

    private ProofTickets() {}

    private record Kept(String ticket, long sinceNanos) {
        boolean fresh() {
            return System.nanoTime() - sinceNanos < KEPT_NANOS;
        }
    }

    static String of(RunningCluster cluster, String member) {
        String key = cluster.urls().httpPort() + member;
        Kept kept = KEPT.get(key);
        if (kept == null || !kept.fresh()) {
            kept = new Kept(Tickets.of(cluster, member, "files"), System.nanoTime());
            KEPT.put(key, kept);
        }
        return kept.ticket();
    }
}
