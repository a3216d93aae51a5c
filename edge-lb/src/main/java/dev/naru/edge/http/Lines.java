package dev.naru.edge.http;

/**
 * Header lines that policies add to a message, composed on the side and copied behind its own fields. Scratch of a loop: cleared before each message, so that
 * adding a line allocates nothing. What does not fit into {@link #MAX} octets is an error of the configuration and refused there.
 */
public final class Lines {
    /** Octets that all added lines of one message may have. */
    public static final int MAX = 16 * 1024;

    private static final byte[] SEPARATOR = {':', ' '};

    private final byte[] bytes = new byte[MAX];
    private int length;

    public void clear() {
        length = 0;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Adds whole lines, each with its CRLF. */
    public void add(byte[] lines) {
        length = Ascii.put(bytes, length, lines);
    }

    /** Adds one line from a name and a stretch of octets, which must be a valid field value. */
    public void add(byte[] name, byte[] value, int from, int to) {
        length = Ascii.put(bytes, length, name);
        length = Ascii.put(bytes, length, SEPARATOR);
        length = RequestWriter.copy(value, from, to, bytes, length);
        length = RequestWriter.endLine(bytes, length);
    }

    /** The lines as text, for tests and debuggers. */
    @Override
    public String toString() {
        return Ascii.string(bytes, 0, length);
    }

    /** Copies the lines to {@code out} and returns the index behind them. */
    int put(byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, length);
        return at + length;
    }
}
