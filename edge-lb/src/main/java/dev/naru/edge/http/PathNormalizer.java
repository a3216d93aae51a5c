package dev.naru.edge.http;

/**
 * Normalises a path once, for routing and for forwarding alike (RFC 3986 §6.2.2, §5.2.4): what was routed is what the back end sees. Unreserved octets are
 * decoded, other encodings get upper-case digits ({@code %2F} stays encoded: it is data, not a separator), {@code //} becomes {@code /}, dot segments go.
 * One per loop; not thread-safe.
 */
public final class PathNormalizer {
    private final byte[] out;

    /** @param maxPath octets of the longest path */
    public PathNormalizer(int maxPath) {
        out = new byte[maxPath + 1];
    }

    /** Holds the result of the last {@link #normalize}. */
    public byte[] buffer() {
        return out;
    }

    /** Normalises {@code b[from, to)} (empty counts as {@code /}); returns the length in {@link #buffer}, or -1 on a broken or null encoding. */
    public int normalize(byte[] b, int from, int to) {
        out[0] = '/';
        int n = 1; // out[0, n) is the result so far
        int segment = 1; // where the current segment starts
        int i = from < to && b[from] == '/' ? from + 1 : from;
        while (true) {
            boolean end = i >= to;
            if (end || b[i] == '/') {
                int length = n - segment;
                if (length == 1 && out[segment] == '.') {
                    n = segment;
                } else if (length == 2 && out[segment] == '.' && out[segment + 1] == '.') {
                    n = parent(segment);
                } else if (length > 0 && !end) {
                    out[n++] = '/';
                }
                segment = n;
                if (end) {
                    return n;
                }
                i++;
            } else if (b[i] == '%') {
                int value = percent(b, i, to);
                if (value <= 0) {
                    return -1;
                }
                n = putDecoded(n, (byte) value);
                i += 3;
            } else {
                out[n++] = b[i++];
            }
        }
    }

    private int parent(int segment) {
        int n = segment - 1; // at the slash before the segment
        while (n > 0 && out[n - 1] != '/') {
            n--;
        }
        return Math.max(n, 1);
    }

    private int putDecoded(int n, byte c) {
        boolean unreserved = c >= 0 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~');
        if (unreserved) {
            out[n] = c;
            return n + 1;
        }
        out[n] = '%';
        out[n + 1] = upperHex((c >>> 4) & 15);
        out[n + 2] = upperHex(c & 15);
        return n + 3;
    }

    private static byte upperHex(int digit) {
        return (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }

    /** The octet encoded at {@code b[i]}, or -1 when it is no encoding. */
    private static int percent(byte[] b, int i, int to) {
        if (i + 2 >= to) {
            return -1;
        }
        int high = Ascii.hexValue(b[i + 1]);
        int low = Ascii.hexValue(b[i + 2]);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Whether every percent sign in {@code b[from, to)} starts an encoding of an octet other than NUL. */
    public static boolean validPercents(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] == '%' && percent(b, i, to) <= 0) {
                return false;
            }
        }
        return true;
    }
}
