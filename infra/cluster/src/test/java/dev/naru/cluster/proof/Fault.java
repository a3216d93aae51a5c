package dev.naru.cluster.proof;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong.
 *
 * @param point where the target is to be met; null: wherever it is
 * @param lastsMs how long it stays so
 * @param gapMs peace afterwards
 */
record Fault(Kind kind, String target, @Nullable Point point, long lastsMs, long gapMs) {
    enum Kind {
        /** {@code kill -9}, and a start after a while. */
        KILL,
        /** SIGSTOP, and SIGCONT after a while: longer than a lease at times, so that a replica wakes up in another's work. */
        PAUSE,
        /** The connection is cut at the point. */
        CUT,
        /** PostgreSQL is killed while the target stands at the point. */
        KILL_DATABASE
    }

    private static final Kind[] AT_POINTS = {
        Kind.KILL, Kind.KILL, Kind.KILL, Kind.KILL, Kind.PAUSE, Kind.PAUSE, Kind.CUT, Kind.KILL_DATABASE
    };
    private static final String[] OTHERS = {"edge", "edge", "postgres", "postgres", "pg-sim", "redis", "cron", "prod1-a"
    };

    /** The n-th fault of a seed. */
    static Fault of(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + n);
        long gapMs = random.nextLong(100, 2_500);
        if (random.nextInt(100) < 70) {
            Kind kind = AT_POINTS[random.nextInt(AT_POINTS.length)];
            // The first replica has most of the traffic: the edge prefers it.
            String target = ProvingCluster.ORIGINS.get(random.nextInt(3) == 0 ? 1 : 0);
            Point point = Point.values()[random.nextInt(Point.values().length)];
            return new Fault(kind, target, point, lasts(kind, random), gapMs);
        }
        String target = OTHERS[random.nextInt(OTHERS.length)];
        Kind kind = random.nextInt(4) == 0 ? Kind.PAUSE : Kind.KILL;
        return new Fault(kind, target, null, lasts(kind, random), gapMs);
    }

    private static long lasts(Kind kind, SplittableRandom random) {
        return switch (kind) {
            case KILL, KILL_DATABASE -> random.nextLong(0, 1_500);
            case PAUSE -> random.nextInt(3) == 0 ? random.nextLong(6_000, 9_000) : random.nextLong(300, 3_000);
            case CUT -> 0;
        };
    }

    @Override
    public String toString() {
        return kind + " " + target + (point == null ? "" : " " + point) + " for " + lastsMs + " ms";
    }
}
