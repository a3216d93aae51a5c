package dev.naru.edge.http;

import org.jspecify.annotations.Nullable;

/**
 * What requests and responses have in common: the fields, the body's framing (RFC 9112 §6) and the connection options (RFC 9110 §7.6.1). Reused; all
 * offsets are into the array that was parsed last.
 */
public abstract sealed class MessageHead permits RequestHead, ResponseHead {
    /** No Content-Length. */
    public static final long NO_LENGTH = -1;

    /** Marks a field that goes no further: the Connection field named it, or a policy dropped it. */
    static final byte DROPPED = -1;

    /** In all Connection fields of a message: each one is compared with the names of all fields. */
    private static final int MAX_CONNECTION_OPTIONS = 32;

    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE = Ascii.bytes("upgrade");

    public final Fields fields;

    /** Octets of the body, or {@link #NO_LENGTH}. */
    public long contentLength;

    /** Whether the Content-Length field reads exactly as the edge would write it. */
    public boolean canonicalLength;

    public boolean chunked;
    public boolean http11;
    public boolean closeOption;
    public boolean keepAliveOption;
    public boolean upgradeOption;

    /** Index of the first Upgrade field, or -1. */
    public int upgradeField;

    private int connectionOptions;

    MessageHead(int maxFields) {
        fields = new Fields(maxFields);
    }

    void clear() {
        fields.clear();
        contentLength = NO_LENGTH;
        canonicalLength = false;
        chunked = false;
        http11 = false;
        closeOption = false;
        keepAliveOption = false;
        upgradeOption = false;
        upgradeField = -1;
        connectionOptions = 0;
    }

    /** Whether the sender asks to keep the connection after this message (RFC 9112 §9.3). */
    public final boolean persistent() {
        return !closeOption && (http11 || keepAliveOption);
    }

    /** Reads what {@code id} says about framing and the connection; null when it says nothing wrong. */
    final @Nullable HeadError readCommon(byte[] b, int field) {
        int from = fields.value[field];
        int to = fields.valueEnd[field];
        return switch (fields.id[field]) {
            case FieldName.CONTENT_LENGTH -> readLength(b, field, from, to);
            case FieldName.TRANSFER_ENCODING -> readEncoding(b, from, to);
            case FieldName.CONNECTION -> readOptions(b, from, to);
            case FieldName.UPGRADE -> {
                if (upgradeField < 0) {
                    upgradeField = field;
                }
                yield null;
            }
            default -> null;
        };
    }

    private @Nullable HeadError readLength(byte[] b, int field, int from, int to) {
        if (contentLength != NO_LENGTH) {
            return HeadError.MANY_CONTENT_LENGTHS;
        }
        if (from == to) {
            return HeadError.BAD_CONTENT_LENGTH;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.isDigit(b[i])) {
                return HeadError.BAD_CONTENT_LENGTH;
            }
            int digit = b[i] - '0';
            if (length > (Long.MAX_VALUE - digit) / 10) {
                return HeadError.BAD_CONTENT_LENGTH;
            }
            length = length * 10 + digit;
        }
        contentLength = length;
        canonicalLength = (b[from] != '0' || to - from == 1) && fields.value[field] == fields.nameEnd[field] + 2;
        return null;
    }

    private @Nullable HeadError readEncoding(byte[] b, int from, int to) {
        if (chunked) {
            return HeadError.BAD_TRANSFER_ENCODING;
        }
        if (Ascii.equalsIgnoreCase(b, from, to, CHUNKED)) {
            chunked = true;
            return null;
        }
        // A well-formed list that ends in chunked names a coding that we do not have; anything else is no framing at
        // all.
        return endsInChunkedAfterTokens(b, from, to)
                ? HeadError.UNSUPPORTED_TRANSFER_ENCODING
                : HeadError.BAD_TRANSFER_ENCODING;
    }

    private static boolean endsInChunkedAfterTokens(byte[] b, int from, int to) {
        int start = from;
        boolean last = false;
        while (start < to) {
            int comma = start;
            while (comma < to && b[comma] != ',') {
                comma++;
            }
            int tokenStart = start;
            int tokenEnd = comma;
            while (tokenStart < tokenEnd && (b[tokenStart] == ' ' || b[tokenStart] == '\t')) {
                tokenStart++;
            }
            while (tokenEnd > tokenStart && (b[tokenEnd - 1] == ' ' || b[tokenEnd - 1] == '\t')) {
                tokenEnd--;
            }
            if (last || tokenStart == tokenEnd) {
                return false;
            }
            for (int i = tokenStart; i < tokenEnd; i++) {
                if (Ascii.TOKEN[b[i] & 0xff] == 0) {
                    return false;
                }
            }
            last = Ascii.equalsIgnoreCase(b, tokenStart, tokenEnd, CHUNKED);
            start = comma + 1;
        }
        return last && b[to - 1] != ',';
    }

    private @Nullable HeadError readOptions(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            while (i < to && (b[i] == ' ' || b[i] == '\t' || b[i] == ',')) {
                i++;
            }
            int start = i;
            while (i < to && Ascii.TOKEN[b[i] & 0xff] != 0) {
                i++;
            }
            if (i < to && b[i] != ',' && b[i] != ' ' && b[i] != '\t') {
                return HeadError.BAD_FIELD_VALUE;
            }
            if (i == start) {
                continue;
            }
            if (++connectionOptions > MAX_CONNECTION_OPTIONS) {
                return HeadError.TOO_MANY_FIELDS;
            }
            readOption(b, start, i);
        }
        return null;
    }

    private void readOption(byte[] b, int from, int to) {
        if (Ascii.equalsIgnoreCase(b, from, to, CLOSE)) {
            closeOption = true;
        } else if (Ascii.equalsIgnoreCase(b, from, to, KEEP_ALIVE)) {
            keepAliveOption = true;
        } else if (Ascii.equalsIgnoreCase(b, from, to, UPGRADE)) {
            upgradeOption = true;
        } else if (FieldName.find(b, from, to) == FieldName.OTHER) {
            // Fields that the edge itself knows are never dropped on a client's word: that would let it hide the edge's
            // own.
            nominate(b, from, to);
        }
    }

    private void nominate(byte[] b, int from, int to) {
        for (int f = 0; f < fields.count; f++) {
            if (fields.id[f] == FieldName.OTHER && sameName(b, f, from, to)) {
                fields.id[f] = DROPPED;
            }
        }
    }

    private boolean sameName(byte[] b, int field, int from, int to) {
        int start = fields.line[field];
        if (fields.nameEnd[field] - start != to - from) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (Ascii.lower(b[start + i]) != Ascii.lower(b[from + i])) {
                return false;
            }
        }
        return true;
    }
}
