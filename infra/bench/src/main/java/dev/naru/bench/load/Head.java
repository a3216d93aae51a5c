package dev.naru.bench.load;

import io.netty.buffer.ByteBuf;

/** Just enough HTTP/1.1 to check messages whose form is known: RFC 9112, sections 2 and 6.2. */
final class Head {

    private static final int END = 0x0D0A0D0A; // CR LF CR LF
    private static final byte[] CONTENT_LENGTH =
            "\r\ncontent-length:".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /** Longest head that is gathered; a longer one is an error. */
    static final int MAX_BYTES = 32 << 10;

    private Head() {}

    /** Whether the four bytes that end before {@code index} end a head. */
    static boolean endsAt(ByteBuf buf, int index) {
        return index - buf.readerIndex() >= 4 && buf.getInt(index - 4) == END;
    }

    /** Index behind the head's last byte, or -1 while it is not complete. */
    static int end(ByteBuf buf) {
        int last = buf.writerIndex() - 4;
        for (int i = buf.readerIndex(); i <= last; i++) {
            if (buf.getByte(i) == '\r' && buf.getInt(i) == END) {
                return i + 4;
            }
        }
        return -1;
    }

    /** Value of Content-Length in the head that ends at {@code end}; -1 when it has none. */
    static long contentLength(ByteBuf buf, int end) {
        for (int i = buf.readerIndex(); i < end - CONTENT_LENGTH.length; i++) {
            if (buf.getByte(i) == '\r' && matches(buf, i)) {
                return number(buf, i + CONTENT_LENGTH.length, end);
            }
        }
        return -1;
    }

    private static boolean matches(ByteBuf buf, int at) {
        for (int i = 0; i < CONTENT_LENGTH.length; i++) {
            int b = buf.getByte(at + i);
            int lower = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
            if (lower != CONTENT_LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(ByteBuf buf, int from, int end) {
        int i = from;
        while (i < end && buf.getByte(i) == ' ') {
            i++;
        }
        long value = 0;
        for (; i < end; i++) {
            int digit = buf.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
