package dev.naru.edge.http;

import io.netty.buffer.ByteBuf;

/**
 * Strict incremental reader of the chunked coding (RFC 9112 §7.1), one per connection and direction. It yields runs of body octets and nothing else: sizes are
 * written anew by the other side, extensions and trailers are checked and dropped.
 *
 * <pre>
 * SIZE ──';'──▶ EXTENSION ─┐          ┌────────── size &gt; 0 ─────────▶ DATA ──▶ DATA_CR ──▶ DATA_LF ──▶ SIZE
 *   └─────────CR───────────┴▶ SIZE_LF ┤
 *                                     └─ size = 0 ─▶ TRAILER_START ──CR──▶ END_LF ──▶ END
 *                                                        └─▶ TRAILER_NAME ──▶ TRAILER_VALUE ──▶ TRAILER_LF ──▶ TRAILER_START
 * </pre>
 */
public final class ChunkReader {
    /** The buffer is used up; the body is not. */
    public static final int MORE = -1;
    /** The body ended; what is left in the buffer belongs to the next message. */
    public static final int END = -2;
    /** The framing is broken, see {@link #error}. */
    public static final int BROKEN = -3;

    /** Octets of chunk extensions in one message. */
    static final int MAX_EXTENSIONS = 4096;
    /** Octets of the trailer section of one message. */
    static final int MAX_TRAILERS = 8192;

    private static final int MAX_SIZE_DIGITS = 15;

    private enum State {
        SIZE,
        EXTENSION_NAME,
        EXTENSION_VALUE,
        EXTENSION_QUOTED,
        EXTENSION_QUOTED_END,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        END_LF,
        END
    }

    private State state = State.SIZE;
    private long remaining;
    private int digits;
    private int token;
    private int extensions;
    private int trailers;
    private HeadError error = HeadError.BAD_CHUNK;

    /** Makes ready for a new message. */
    public void reset() {
        state = State.SIZE;
        remaining = 0;
        digits = 0;
        token = 0;
        extensions = 0;
        trailers = 0;
    }

    /** Why {@link #next} returned {@link #BROKEN}. */
    public HeadError error() {
        return error;
    }

    /**
     * Reads framing up to the next run of body octets.
     *
     * @return the length of the run, which starts at the reader index and which the caller must consume whole; or {@link #MORE}, {@link #END}, {@link #BROKEN}
     */
    public int next(ByteBuf in) {
        if (state == State.END) {
            return END;
        }
        while (in.isReadable()) {
            if (state == State.DATA) {
                int run = (int) Math.min(remaining, in.readableBytes());
                remaining -= run;
                if (remaining == 0) {
                    state = State.DATA_CR;
                }
                return run;
            }
            HeadError wrong = step(in.readByte());
            if (wrong != HeadError.NONE) {
                error = wrong;
                return BROKEN;
            }
            if (state == State.END) {
                return END;
            }
        }
        return MORE;
    }

    private HeadError step(byte c) {
        switch (state) {
            case SIZE -> {
                return size(c);
            }
            case EXTENSION_NAME, EXTENSION_VALUE, EXTENSION_QUOTED, EXTENSION_QUOTED_END -> {
                return ++extensions > MAX_EXTENSIONS ? HeadError.CHUNK_EXTENSION_TOO_LONG : extension(c);
            }
            case SIZE_LF -> {
                digits = 0;
                return expect(c, '\n', remaining == 0 ? State.TRAILER_START : State.DATA);
            }
            case DATA_CR -> {
                return expect(c, '\r', State.DATA_LF);
            }
            case DATA_LF -> {
                return expect(c, '\n', State.SIZE);
            }
            case END_LF -> {
                return expect(c, '\n', State.END);
            }
            case TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LF -> {
                return ++trailers > MAX_TRAILERS ? HeadError.TRAILERS_TOO_LARGE : trailer(c);
            }
            case DATA, END -> throw new IllegalStateException(state.name());
        }
        return HeadError.NONE;
    }

    private HeadError expect(byte c, char wanted, State next) {
        if (c != wanted) {
            return HeadError.BAD_CHUNK;
        }
        state = next;
        return HeadError.NONE;
    }

    private HeadError size(byte c) {
        int digit = Ascii.hexValue(c);
        if (digit >= 0) {
            remaining = remaining << 4 | digit;
            return ++digits > MAX_SIZE_DIGITS ? HeadError.BAD_CHUNK : HeadError.NONE;
        }
        if (digits == 0) {
            return HeadError.BAD_CHUNK;
        }
        if (c == ';') {
            token = 0;
            return expect(c, ';', State.EXTENSION_NAME);
        }
        return expect(c, '\r', State.SIZE_LF);
    }

    /** {@code ;name}, {@code ;name=token}, {@code ;name="quoted"}; token counts the octets of the part being read. */
    private HeadError extension(byte c) {
        if (state == State.EXTENSION_QUOTED) {
            boolean escaped = token == 1;
            token = !escaped && c == '\\' ? 1 : 0;
            if (c == '"' && !escaped) {
                state = State.EXTENSION_QUOTED_END;
            }
            return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f ? HeadError.BAD_CHUNK : HeadError.NONE;
        }
        if (state == State.EXTENSION_QUOTED_END) {
            token = 0;
            return c == ';' ? expect(c, ';', State.EXTENSION_NAME) : expect(c, '\r', State.SIZE_LF);
        }
        if (Ascii.TOKEN[c & 0xff] != 0) {
            token++;
            return HeadError.NONE;
        }
        if (c == '"' && state == State.EXTENSION_VALUE && token == 0) {
            state = State.EXTENSION_QUOTED;
            return HeadError.NONE;
        }
        if (token == 0) {
            return HeadError.BAD_CHUNK;
        }
        token = 0;
        if (c == '=' && state == State.EXTENSION_NAME) {
            state = State.EXTENSION_VALUE;
            return HeadError.NONE;
        }
        return c == ';' ? expect(c, ';', State.EXTENSION_NAME) : expect(c, '\r', State.SIZE_LF);
    }

    private HeadError trailer(byte c) {
        switch (state) {
            case TRAILER_START -> {
                if (c == '\r') {
                    return expect(c, '\r', State.END_LF);
                }
                state = State.TRAILER_NAME;
                return Ascii.TOKEN[c & 0xff] != 0 ? HeadError.NONE : HeadError.BAD_FIELD_NAME;
            }
            case TRAILER_NAME -> {
                if (c == ':') {
                    state = State.TRAILER_VALUE;
                    return HeadError.NONE;
                }
                return Ascii.TOKEN[c & 0xff] != 0 ? HeadError.NONE : HeadError.BAD_FIELD_NAME;
            }
            case TRAILER_VALUE -> {
                if (c == '\r') {
                    return expect(c, '\r', State.TRAILER_LF);
                }
                return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f ? HeadError.BAD_FIELD_VALUE : HeadError.NONE;
            }
            default -> {
                return expect(c, '\n', State.TRAILER_START);
            }
        }
    }
}
