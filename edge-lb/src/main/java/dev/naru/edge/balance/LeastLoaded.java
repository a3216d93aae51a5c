package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;

/**
 * The least loaded server, by requests in flight or by latency. Up to {@link #FEW} candidates are all looked at, and a tie goes by round robin; among more, the
 * better of two that are drawn at random by weight: nearly as good (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001), and loops and
 * edges that know nothing of each other do not all run to the same one.
 */
final class LeastLoaded implements Picker {
    /** How busy a server is for its weight; less is better. */
    interface Score {
        double of(Server server, long nowNanos);
    }

    static final int FEW = 8;

    /** Requests in flight for each unit of weight. */
    static final Score REQUESTS =
            (server, now) -> (double) server.state().load().inFlight() / server.weight();

    /** Peak EWMA of the latency, times those who wait for it. */
    static final Score LATENCY = LeastLoaded::latency;

    /** One server that is busy and has never answered yet is worse than any that has: it is asked once, and not again before it answered. */
    private static final double UNKNOWN_AND_BUSY = 1e15;

    private final Score score;
    private final RoundRobin ties;
    private final Dice dice;

    LeastLoaded(Score score, RoundRobin ties, Dice dice) {
        this.score = score;
        this.ties = ties;
        this.dice = dice;
    }

    private static double latency(Server server, long nowNanos) {
        var load = server.state().load();
        int inFlight = load.inFlight();
        double latency = load.latencyNanos(nowNanos);
        double cost = latency == 0 && inFlight > 0 ? UNKNOWN_AND_BUSY + inFlight : latency * (inFlight + 1);
        return cost / server.weight();
    }

    @Override
    public Server pick(Candidates candidates, long key, long nowNanos) {
        if (candidates.count > FEW) {
            return betterOfTwo(candidates, nowNanos);
        }
        double best = Double.MAX_VALUE;
        int tied = 0;
        for (int c = 0; c < candidates.count; c++) {
            double its = score.of(candidates.get(c), nowNanos);
            if (its > best) {
                continue;
            }
            tied = its < best ? 0 : tied;
            best = its;
            candidates.at[tied++] = candidates.at[c];
        }
        candidates.count = tied;
        return ties.pick(candidates, key, nowNanos);
    }

    private Server betterOfTwo(Candidates candidates, long nowNanos) {
        int total = 0;
        for (int c = 0; c < candidates.count; c++) {
            total += candidates.get(c).weight();
        }
        int a = drawn(candidates, total, -1);
        int b = drawn(candidates, total - candidates.get(a).weight(), a);
        Server first = candidates.get(a);
        Server second = candidates.get(b);
        return score.of(second, nowNanos) < score.of(first, nowNanos) ? second : first;
    }

    /** A candidate other than {@code without}, by weight. */
    private int drawn(Candidates candidates, int total, int without) {
        int left = dice.below(total);
        int c = 0;
        while (true) {
            if (c != without) {
                left -= candidates.get(c).weight();
                if (left < 0) {
                    return c;
                }
            }
            c++;
        }
    }

    @Override
    public void failed(Server server) {
        ties.failed(server);
    }
}
