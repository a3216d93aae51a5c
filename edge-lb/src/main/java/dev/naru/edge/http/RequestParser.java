package dev.naru.edge.http;

import dev.naru.edge.http.RequestHead.Method;
import org.jspecify.annotations.Nullable;

/**
 * Strict one-pass parser of HTTP/1.x request heads (RFC 9112 §2, §3, §5, §6; RFC 9110 §5). One per event loop; not thread-safe; allocates nothing after
 * construction. Where the RFC allows leniency it takes the strict choice, because two parsers that differ are how requests are smuggled.
 */
public final class RequestParser {
    /** Empty lines tolerated before a request line (RFC 9112 §2.2 asks for at least one). */
    private static final int MAX_LEADING_EMPTY_LINES = 4;

    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");

    private final int maxRequestLine;
    private final int maxHead;
    private final PathNormalizer normalizer;
    private HeadError error = HeadError.BAD_TARGET;

    /**
     * @param maxRequestLine octets of the request line, without CRLF
     * @param maxHead octets of the whole head, empty lines before it included
     */
    public RequestParser(int maxRequestLine, int maxHead) {
        this.maxRequestLine = maxRequestLine;
        this.maxHead = maxHead;
        this.normalizer = new PathNormalizer(maxRequestLine);
    }

    /** Why the last {@link #parse} returned a negative number. */
    public HeadError error() {
        return error;
    }

    /**
     * Parses the head at the start of {@code b[from, to)}.
     *
     * @return the index after the head; 0 when more octets are needed; -1 when it is refused, see {@link #error}
     */
    public int parse(byte[] b, int from, int to, RequestHead head) {
        head.clear();
        int start = skipEmptyLines(b, from, to);
        if (start < 0) {
            return start == -1 ? 0 : refuse(HeadError.LEADING_BYTES);
        }
        int i = parseRequestLine(b, start, to, head);
        if (i <= 0) {
            return i == 0 ? incomplete(from, start, to, true) : i;
        }
        int end = head.fields.parse(b, i, to);
        if (end == 0) {
            return incomplete(from, start, to, false);
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

    /** The first octet of the request line; -1 when it is not there yet, -2 when too many empty lines or a stray octet precede it. */
    private static int skipEmptyLines(byte[] b, int from, int to) {
        int i = from;
        for (int lines = 0; ; lines++) {
            if (i >= to) {
                return -1;
            }
            if (b[i] != '\r') {
                return Ascii.TOKEN[b[i] & 0xff] == 0 ? -2 : i;
            }
            if (i + 1 >= to) {
                return -1;
            }
            if (b[i + 1] != '\n' || lines == MAX_LEADING_EMPTY_LINES) {
                return -2;
            }
            i += 2;
        }
    }

    /** Empty lines count against the head: otherwise a head that fills the caller's array behind some would stay incomplete for ever. */
    private int incomplete(int from, int start, int to, boolean inRequestLine) {
        if (inRequestLine && to - start > maxRequestLine + 1) { // its CR may be there already
            return refuse(HeadError.REQUEST_LINE_TOO_LONG);
        }
        return to - from >= maxHead ? refuse(HeadError.HEAD_TOO_LARGE) : 0;
    }

    private int refuse(HeadError why) {
        error = why;
        return -1;
    }

    /** The index after the request line's CRLF; 0 when incomplete, -1 when refused. */
    private int parseRequestLine(byte[] b, int start, int to, RequestHead head) {
        int i = start;
        while (i < to && Ascii.TOKEN[b[i] & 0xff] != 0) {
            i++;
        }
        if (i >= to) {
            return 0;
        }
        if (b[i] != ' ' || i == start) {
            return refuse(HeadError.BAD_METHOD);
        }
        head.methodStart = start;
        head.methodEnd = i;
        head.method = method(b, start, i);
        int targetStart = ++i;
        int query = -1;
        boolean special = false;
        byte previous = 0;
        for (; i < to; i++) {
            byte c = b[i];
            if (!(c >= 0 && Ascii.TARGET[c])) {
                break;
            }
            if (c == '?' && query < 0) {
                query = i;
            }
            special |= (c == '%') || (query < 0 && previous == '/' && (c == '/' || c == '.'));
            previous = c;
        }
        if (i >= to) {
            return 0;
        }
        if (b[i] != ' ' || i == targetStart) {
            return refuse(b[i] == '\r' || b[i] == '\n' ? HeadError.BAD_VERSION : HeadError.BAD_TARGET);
        }
        if (i - start + 9 > maxRequestLine) {
            return refuse(HeadError.REQUEST_LINE_TOO_LONG);
        }
        head.targetStart = targetStart;
        head.targetEnd = i;
        int next = parseVersion(b, i + 1, to, head);
        if (next <= 0) {
            return next;
        }
        HeadError wrong = readTarget(b, head, query < 0 ? head.targetEnd : query, special);
        return wrong == null ? next : refuse(wrong);
    }

    /** {@code HTTP/1.x CRLF} and nothing else. */
    private int parseVersion(byte[] b, int at, int to, RequestHead head) {
        int available = Math.min(to - at, 8);
        for (int k = 0; k < available; k++) {
            boolean fits = (k == 5 || k == 7) ? Ascii.isDigit(b[at + k]) : b[at + k] == "HTTP/d.d".charAt(k);
            if (!fits) {
                return refuse(HeadError.BAD_VERSION);
            }
        }
        if (available < 8) {
            return 0;
        }
        if (b[at + 5] != '1') {
            return refuse(HeadError.UNSUPPORTED_VERSION);
        }
        head.http11 = b[at + 7] != '0';
        int i = at + 8;
        if (i >= to) {
            return 0;
        }
        if (b[i] != '\r') {
            return refuse(b[i] == '\n' ? HeadError.BARE_LF : HeadError.BAD_VERSION);
        }
        if (i + 1 >= to) {
            return 0;
        }
        return b[i + 1] == '\n' ? i + 2 : refuse(HeadError.BARE_CR);
    }

    private static Method method(byte[] b, int from, int to) {
        return switch (to - from) {
            case 3 -> is(b, from, "GET") ? Method.GET : is(b, from, "PUT") ? Method.PUT : Method.OTHER;
            case 4 -> is(b, from, "POST") ? Method.POST : is(b, from, "HEAD") ? Method.HEAD : Method.OTHER;
            case 5 -> is(b, from, "PATCH") ? Method.PATCH : is(b, from, "TRACE") ? Method.TRACE : Method.OTHER;
            case 6 -> is(b, from, "DELETE") ? Method.DELETE : Method.OTHER;
            case 7 -> is(b, from, "OPTIONS") ? Method.OPTIONS : is(b, from, "CONNECT") ? Method.CONNECT : Method.OTHER;
            default -> Method.OTHER;
        };
    }

    private static boolean is(byte[] b, int from, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (b[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable HeadError readTarget(byte[] b, RequestHead head, int query, boolean special) {
        int start = head.targetStart;
        int end = head.targetEnd;
        head.queryStart = query;
        head.queryEnd = end;
        if (head.method == Method.CONNECT) {
            return null; // refused by the caller with 405, whatever its target
        }
        int pathStart = start;
        if (b[start] != '/') {
            if (b[start] == '*' && end - start == 1 && head.method == Method.OPTIONS) {
                head.path = b;
                head.pathStart = start;
                head.pathEnd = end;
                return null;
            }
            int scheme = Ascii.startsWithIgnoreCase(b, start, end, HTTP)
                    ? HTTP.length
                    : Ascii.startsWithIgnoreCase(b, start, end, HTTPS) ? HTTPS.length : 0;
            if (scheme == 0) {
                return HeadError.BAD_TARGET;
            }
            pathStart = start + scheme;
            while (pathStart < query && b[pathStart] != '/') {
                pathStart++;
            }
            if (!readAuthority(b, start + scheme, pathStart, head)) {
                return HeadError.BAD_HOST;
            }
            special = true;
        }
        if (!special) {
            head.path = b;
            head.pathStart = pathStart;
            head.pathEnd = query;
            return null;
        }
        int length = normalizer.normalize(b, pathStart, query);
        if (length < 0 || !PathNormalizer.validPercents(b, query, end)) {
            return HeadError.BAD_PERCENT;
        }
        head.path = normalizer.buffer();
        head.pathStart = 0;
        head.pathEnd = length;
        return null;
    }

    /** Reads {@code host[:port]}; false when it is not one. */
    private static boolean readAuthority(byte[] b, int from, int to, RequestHead head) {
        int hostEnd = from;
        if (from < to && b[from] == '[') {
            hostEnd++;
            while (hostEnd < to && (Ascii.hexValue(b[hostEnd]) >= 0 || b[hostEnd] == ':' || b[hostEnd] == '.')) {
                hostEnd++;
            }
            if (hostEnd >= to || b[hostEnd] != ']' || hostEnd - from < 3) {
                return false;
            }
            hostEnd++;
        } else {
            while (hostEnd < to && b[hostEnd] >= 0 && Ascii.HOST[b[hostEnd]]) {
                hostEnd++;
            }
            if (hostEnd == from) {
                return false;
            }
        }
        if (hostEnd < to && !validPort(b, hostEnd, to)) {
            return false;
        }
        head.hostStart = from;
        head.hostEnd = hostEnd;
        head.authorityStart = from;
        head.authorityEnd = to;
        return true;
    }

    private static boolean validPort(byte[] b, int colon, int to) {
        if (b[colon] != ':' || to - colon > 6) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < to; i++) {
            if (!Ascii.isDigit(b[i])) {
                return false;
            }
            port = port * 10 + b[i] - '0';
        }
        return port <= 65535;
    }

    private static @Nullable HeadError readFields(byte[] b, RequestHead head) {
        Fields fields = head.fields;
        boolean authorityInTarget = head.authorityEnd > 0;
        int hosts = 0;
        for (int f = 0; f < fields.count; f++) {
            byte id = fields.id[f];
            if (id == FieldName.OTHER) {
                continue;
            }
            HeadError wrong =
                    switch (id) {
                        case FieldName.HOST -> {
                            if (++hosts > 1) {
                                yield HeadError.MANY_HOSTS;
                            }
                            yield readHost(b, head, f, authorityInTarget);
                        }
                        case FieldName.EXPECT -> {
                            head.expectContinue =
                                    Ascii.equalsIgnoreCase(b, fields.value[f], fields.valueEnd[f], CONTINUE);
                            if (!head.expectContinue && head.http11) {
                                yield HeadError.UNKNOWN_EXPECTATION;
                            }
                            yield null;
                        }
                        case FieldName.TRACEPARENT -> {
                            head.traceparentField = Traceparent.valid(b, fields.value[f], fields.valueEnd[f]) ? f : -1;
                            yield null;
                        }
                        case FieldName.ACCEPT -> {
                            head.acceptField = f;
                            yield null;
                        }
                        case FieldName.USER_AGENT -> {
                            head.userAgentField = f;
                            yield null;
                        }
                        case FieldName.REFERER -> {
                            head.refererField = f;
                            yield null;
                        }
                        default -> head.readCommon(b, f);
                    };
            if (wrong != null) {
                return wrong;
            }
        }
        return check(b, head, hosts);
    }

    private static @Nullable HeadError readHost(byte[] b, RequestHead head, int field, boolean authorityInTarget) {
        int from = head.fields.value[field];
        int to = head.fields.valueEnd[field];
        if (!authorityInTarget) {
            return readAuthority(b, from, to, head) ? null : HeadError.BAD_HOST;
        }
        // The target's authority wins (RFC 9112 §3.2.2), but a Host that is no host is refused all the same.
        int hostStart = head.hostStart;
        int hostEnd = head.hostEnd;
        int authorityStart = head.authorityStart;
        int authorityEnd = head.authorityEnd;
        boolean valid = readAuthority(b, from, to, head);
        head.hostStart = hostStart;
        head.hostEnd = hostEnd;
        head.authorityStart = authorityStart;
        head.authorityEnd = authorityEnd;
        return valid ? null : HeadError.BAD_HOST;
    }

    private static @Nullable HeadError check(byte[] b, RequestHead head, int hosts) {
        if (hosts == 0 && head.http11) {
            return HeadError.NO_HOST;
        }
        if (head.chunked && head.contentLength != MessageHead.NO_LENGTH) {
            return HeadError.LENGTH_AND_ENCODING;
        }
        if (head.chunked && !head.http11) {
            return HeadError.ENCODING_ON_HTTP_1_0;
        }
        head.expectContinue &= head.http11;
        boolean framed = head.chunked || head.contentLength != MessageHead.NO_LENGTH;
        if (head.wantsTunnel(b) && (framed || head.method != Method.GET)) {
            return HeadError.BAD_UPGRADE;
        }
        return null;
    }
}
