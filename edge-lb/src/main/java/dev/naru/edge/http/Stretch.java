package dev.naru.edge.http;

/** A stretch of octets inside a parsed array, start and end in one long so that finding one allocates nothing. */
public final class Stretch {
    /** Nothing was found. */
    public static final long NONE = -1;

    private Stretch() {}

    static long of(int from, int to) {
        return ((long) from << 32) | to;
    }

    /** Its first index. */
    public static int from(long stretch) {
        return (int) (stretch >>> 32);
    }

    /** The index behind its last. */
    public static int to(long stretch) {
        return (int) stretch;
    }
}
