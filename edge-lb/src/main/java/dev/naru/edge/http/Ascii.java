package dev.naru.edge.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Byte tables and scans over US-ASCII octets. Stateless; all methods are safe from any thread. */
public final class Ascii {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** For each octet its lower-case form when it is a token octet (RFC 9110 §5.6.2), else 0. */
    static final byte[] TOKEN = new byte[256];

    /** True for octets that may stand in a request target: visible ASCII without {@code #} (RFC 9112 §3.2). */
    static final boolean[] TARGET = new boolean[256];

    /** True for octets of a host: the unreserved ones of an RFC 3986 reg-name. No DNS name has sub-delimiters or encodings, and parsers disagree about them. */
    static final boolean[] HOST = new boolean[256];

    static {
        for (int b = 'a'; b <= 'z'; b++) {
            TOKEN[b] = (byte) b;
            TOKEN[b - 32] = (byte) b;
        }
        for (byte b : "0123456789!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
            TOKEN[b] = b;
        }
        for (int b = 0x21; b < 0x7f; b++) {
            TARGET[b] = b != '#';
        }
        for (int b = 0; b < 128; b++) {
            HOST[b] = Character.isLetterOrDigit(b) || "-._~".indexOf(b) >= 0;
        }
    }

    private Ascii() {}

    /** The octets of an ASCII string. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A string from octets, one character each; for logs and the control plane only. */
    public static String string(byte[] b, int from, int to) {
        return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether {@code b[from, to)} equals {@code lower} (itself in lower case), ignoring ASCII case. */
    public static boolean equalsIgnoreCase(byte[] b, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(b[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code b[from, to)} starts with {@code lower}, ignoring ASCII case. */
    public static boolean startsWithIgnoreCase(byte[] b, int from, int to, byte[] lower) {
        return to - from >= lower.length && equalsIgnoreCase(b, from, from + lower.length, lower);
    }

    /** Whether the octets from {@code from} on are these; the array must reach so far. */
    static boolean startsWith(byte[] b, int from, byte[] octets) {
        for (int i = 0; i < octets.length; i++) {
            if (b[from + i] != octets[i]) {
                return false;
            }
        }
        return true;
    }

    static byte lower(byte c) {
        return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexValue(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int l = c | 0x20;
        return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
    }

    /**
     * The first index in {@code [from, to)} that holds a control octet (below 0x20, the tab among them) or DEL; {@code to} when there is none.
     * Eight octets a step: a byte below 0x20 borrows into its top bit in {@code v - 0x20…}, and a byte equal to 0x7f does after an xor.
     */
    static int firstControl(byte[] b, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long v = (long) LONGS.get(b, i);
            long x = v ^ 0x7f7f7f7f7f7f7f7fL;
            long below = (v - 0x2020202020202020L) & ~v;
            long del = (x - 0x0101010101010101L) & ~x;
            long hits = (below | del) & 0x8080808080808080L;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; i < to; i++) {
            if ((b[i] >= 0 && b[i] < 0x20) || b[i] == 0x7f) {
                return i;
            }
        }
        return to;
    }

    /** Writes a non-negative number in decimal; returns the index after it. */
    public static int putDecimal(byte[] b, int at, long value) {
        int digits = 1;
        for (long v = value; v >= 10; v /= 10) {
            digits++;
        }
        long v = value;
        for (int i = at + digits - 1; i >= at; i--) {
            b[i] = (byte) ('0' + v % 10);
            v /= 10;
        }
        return at + digits;
    }

    /** The dotted text of an IPv4 address of four octets. */
    public static byte[] ipv4(byte[] address) {
        byte[] text = new byte[15];
        int n = 0;
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                text[n++] = '.';
            }
            n = putDecimal(text, n, address[i] & 0xff);
        }
        return n == text.length ? text : Arrays.copyOf(text, n);
    }

    /** Writes 16 lower-case hexadecimal digits; returns the index after them. */
    public static int putHex16(byte[] b, int at, long value) {
        for (int i = 15; i >= 0; i--) {
            b[at + i] = HEX[(int) (value >>> ((15 - i) << 2)) & 15];
        }
        return at + 16;
    }

    /** Writes a number in hexadecimal without leading zeros; returns the index after it. */
    public static int putHex(byte[] b, int at, long value) {
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) >>> 2);
        for (int i = 0; i < digits; i++) {
            b[at + i] = HEX[(int) (value >>> ((digits - 1 - i) << 2)) & 15];
        }
        return at + digits;
    }

    /** Copies all of {@code source}; returns the index after it. */
    public static int put(byte[] b, int at, byte[] source) {
        System.arraycopy(source, 0, b, at, source.length);
        return at + source.length;
    }
}
