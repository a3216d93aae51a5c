package dev.naru.edge.http;

/** The W3C Trace Context header {@code 00-<32 hex trace id>-<16 hex parent id>-<2 hex flags>} (Recommendation, 23 November 2021, §3.2). */
public final class Traceparent {
    /** Octets of a version-00 value. */
    public static final int LENGTH = 55;

    private static final byte[] NAME = Ascii.bytes("traceparent: 00-");

    private Traceparent() {}

    /** Whether the value is a usable version-00 traceparent in lower case with ids that are not all zero. */
    static boolean valid(byte[] b, int from, int to) {
        return to - from == LENGTH
                && b[from] == '0'
                && b[from + 1] == '0'
                && b[from + 2] == '-'
                && nonZeroHex(b, from + 3, from + 35)
                && b[from + 35] == '-'
                && nonZeroHex(b, from + 36, from + 52)
                && b[from + 52] == '-'
                && hex(b[from + 53])
                && hex(b[from + 54]);
    }

    /** Writes a header line; returns the index after it. */
    static int put(byte[] b, int at, long traceHigh, long traceLow, long parent, boolean sampled) {
        int i = Ascii.put(b, at, NAME);
        i = Ascii.putHex16(b, i, traceHigh);
        i = Ascii.putHex16(b, i, traceLow);
        b[i++] = '-';
        i = Ascii.putHex16(b, i, parent);
        b[i++] = '-';
        b[i++] = '0';
        b[i++] = (byte) (sampled ? '1' : '0');
        b[i++] = '\r';
        b[i++] = '\n';
        return i;
    }

    private static boolean nonZeroHex(byte[] b, int from, int to) {
        boolean nonZero = false;
        for (int i = from; i < to; i++) {
            if (!hex(b[i])) {
                return false;
            }
            nonZero |= b[i] != '0';
        }
        return nonZero;
    }

    private static boolean hex(byte c) {
        return Ascii.isDigit(c) || (c >= 'a' && c <= 'f');
    }
}
