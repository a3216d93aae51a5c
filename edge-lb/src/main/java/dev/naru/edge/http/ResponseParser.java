package dev.naru.edge.http;

import org.jspecify.annotations.Nullable;

/**
 * Strict parser of HTTP/1.x response heads (RFC 9112 §4 to §6). A back end is trusted as little as a client: what it cannot frame clearly is an error, never
 * a guess. One per event loop; not thread-safe; allocates nothing after construction.
 */
public final class ResponseParser {
    private final int maxHead;
    private HeadError error = HeadError.BAD_STATUS_LINE;

    /** @param maxHead octets of the whole head */
    public ResponseParser(int maxHead) {
        this.maxHead = maxHead;
    }

    /** Why the last {@link #parse} returned -1. */
    public HeadError error() {
        return error;
    }

    /** As {@link RequestParser#parse}: the index after the head, 0 for more octets, -1 when refused. */
    public int parse(byte[] b, int from, int to, ResponseHead head) {
        head.clear();
        int i = parseStatusLine(b, from, to, head);
        if (i <= 0) {
            return i == 0 && to - from >= maxHead ? refuse(HeadError.HEAD_TOO_LARGE) : i;
        }
        int end = head.fields.parse(b, i, to);
        if (end == 0) {
            return to - from >= maxHead ? refuse(HeadError.HEAD_TOO_LARGE) : 0;
        }
        if (end < 0) {
            return refuse(Fields.errorOf(end));
        }
        if (end - from > maxHead) {
            return refuse(HeadError.HEAD_TOO_LARGE);
        }
        HeadError wrong = readFields(b, head);
        return wrong == null ? end : refuse(wrong);
    }

    private int refuse(HeadError why) {
        error = why;
        return -1;
    }

    private int parseStatusLine(byte[] b, int at, int to, ResponseHead head) {
        int available = Math.min(to - at, 12);
        for (int k = 0; k < available; k++) {
            char expected = "HTTP/1.d ddd".charAt(k);
            if (expected == 'd' ? !Ascii.isDigit(b[at + k]) : b[at + k] != expected) {
                return refuse(HeadError.BAD_STATUS_LINE);
            }
        }
        if (available < 12) {
            return 0;
        }
        head.http11 = b[at + 7] != '0';
        head.status = (b[at + 9] - '0') * 100 + (b[at + 10] - '0') * 10 + b[at + 11] - '0';
        if (head.status < 100 || head.status > 599) {
            return refuse(HeadError.BAD_STATUS_LINE);
        }
        int i = at + 12;
        if (i >= to) {
            return 0;
        }
        if (b[i] == ' ') {
            i++;
        } else if (b[i] != '\r') {
            return refuse(HeadError.BAD_STATUS_LINE);
        }
        head.reasonStart = i;
        i = Ascii.firstControl(b, i, to);
        while (i < to && b[i] == '\t') {
            i = Ascii.firstControl(b, i + 1, to);
        }
        head.reasonEnd = i;
        if (i + 1 >= to) {
            return i < to && b[i] != '\r' ? refuse(HeadError.BAD_STATUS_LINE) : 0;
        }
        return b[i] == '\r' && b[i + 1] == '\n' ? i + 2 : refuse(HeadError.BAD_STATUS_LINE);
    }

    private static @Nullable HeadError readFields(byte[] b, ResponseHead head) {
        for (int f = 0; f < head.fields.count; f++) {
            if (head.fields.id[f] != FieldName.OTHER) {
                HeadError wrong = head.readCommon(b, f);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        if (head.chunked && head.contentLength != MessageHead.NO_LENGTH) {
            return HeadError.LENGTH_AND_ENCODING;
        }
        return head.chunked && !head.http11 ? HeadError.ENCODING_ON_HTTP_1_0 : null;
    }
}
