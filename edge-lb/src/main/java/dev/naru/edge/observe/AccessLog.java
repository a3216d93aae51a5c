package dev.naru.edge.observe;

import dev.naru.edge.config.AccessLogConfig.Format;
import dev.naru.edge.http.Ascii;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats the lines of one event loop's access log: nginx's combined format with the edge's own fields behind it, or JSON. Not thread-safe. */
public final class AccessLog {
    private static final DateTimeFormatter COMBINED_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter JSON_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

    /** Every octet of a request may become six. */
    private static final int MAX_LINE = RequestRecord.MAX * 6 + 1024;

    private final LogRing ring;
    private final boolean json;
    private byte[] time = {};
    private long timeSecond = -1;
    private byte[] page = LogRing.NONE;
    private int at;

    public AccessLog(LogRing ring, Format format) {
        this.ring = ring;
        this.json = format == Format.JSON;
    }

    /** Makes the clock's second visible in lines, and hands finished lines to the writer; called a few times a second. */
    public void tick(long epochMillis) {
        long second = epochMillis / 1000;
        if (second != timeSecond) {
            timeSecond = second;
            time = (json ? JSON_TIME : COMBINED_TIME)
                    .format(Instant.ofEpochSecond(second))
                    .getBytes(StandardCharsets.US_ASCII);
        }
        ring.publish();
    }

    /** Appends the line of one exchange. */
    public void line(RequestRecord request, Ended ended) {
        page = ring.reserve(MAX_LINE);
        if (page == LogRing.NONE) {
            return;
        }
        at = ring.position();
        if (json) {
            json(request, ended);
        } else {
            combined(request, ended);
        }
        page[at++] = '\n';
        ring.commit(at);
    }

    private void combined(RequestRecord r, Ended e) {
        raw(e.peer);
        text(" - - [");
        raw(time);
        text("] \"");
        escaped(r.bytes, 0, r.methodEnd);
        page[at++] = ' ';
        escaped(r.bytes, r.methodEnd, r.targetEnd);
        text(" HTTP/1.1\" ");
        number(e.status);
        page[at++] = ' ';
        number(e.bytesOut);
        text(" \"");
        orDash(r.bytes, r.hostEnd, r.refererEnd);
        text("\" \"");
        orDash(r.bytes, r.refererEnd, r.agentEnd);
        text("\" ");
        orDash(r.bytes, r.targetEnd, r.hostEnd);
        page[at++] = ' ';
        text(e.outcome.code);
        page[at++] = ' ';
        text(e.route);
        page[at++] = ' ';
        text(e.server);
        page[at++] = ' ';
        number(e.attempts);
        page[at++] = ' ';
        millis(e.nanos);
        page[at++] = ' ';
        millis(e.serverNanos);
        page[at++] = ' ';
        at = Ascii.putHex16(page, at, e.idHigh);
        at = Ascii.putHex16(page, at, e.idLow);
    }

    private void json(RequestRecord r, Ended e) {
        text("{\"time\":\"");
        raw(time);
        text("\",\"client\":\"");
        raw(e.peer);
        text("\",\"method\":\"");
        escaped(r.bytes, 0, r.methodEnd);
        text("\",\"host\":\"");
        escaped(r.bytes, r.targetEnd, r.hostEnd);
        text("\",\"target\":\"");
        escaped(r.bytes, r.methodEnd, r.targetEnd);
        text("\",\"status\":");
        number(e.status);
        text(",\"outcome\":\"");
        text(e.outcome.code);
        text("\",\"route\":\"");
        text(e.route);
        text("\",\"server\":\"");
        text(e.server);
        text("\",\"attempts\":");
        number(e.attempts);
        text(",\"bytesIn\":");
        number(e.bytesIn);
        text(",\"bytesOut\":");
        number(e.bytesOut);
        text(",\"ms\":");
        millis(e.nanos);
        text(",\"serverMs\":");
        millis(e.serverNanos);
        text(",\"referer\":\"");
        escaped(r.bytes, r.hostEnd, r.refererEnd);
        text("\",\"agent\":\"");
        escaped(r.bytes, r.refererEnd, r.agentEnd);
        text("\",\"requestId\":\"");
        at = Ascii.putHex16(page, at, e.idHigh);
        at = Ascii.putHex16(page, at, e.idLow);
        text("\"}");
    }

    private void raw(byte[] bytes) {
        at = Ascii.put(page, at, bytes);
    }

    @SuppressWarnings("deprecation") // copies the low octets of an ASCII string without an array of its own
    private void text(String ascii) {
        ascii.getBytes(0, ascii.length(), page, at);
        at += ascii.length();
    }

    private void number(long value) {
        at = Ascii.putDecimal(page, at, Math.max(0, value));
    }

    /** Milliseconds with three decimals; {@code -1} becomes {@code 0.000}. */
    private void millis(long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        at = Ascii.putDecimal(page, at, micros / 1_000);
        page[at++] = '.';
        int rest = (int) (micros % 1_000);
        page[at++] = (byte) ('0' + rest / 100);
        page[at++] = (byte) ('0' + rest / 10 % 10);
        page[at++] = (byte) ('0' + rest % 10);
    }

    private void orDash(byte[] b, int from, int to) {
        if (from == to) {
            page[at++] = '-';
        } else {
            escaped(b, from, to);
        }
    }

    /** Octets that could break a line or its quotes are written as escapes: a client never forges a line. */
    private void escaped(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            byte c = b[i];
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                page[at++] = c;
                continue;
            }
            page[at++] = '\\';
            if (json) {
                page[at++] = 'u';
                page[at++] = '0';
                page[at++] = '0';
            } else {
                page[at++] = 'x';
            }
            page[at++] = HEX[(c >>> 4) & 15];
            page[at++] = HEX[c & 15];
        }
    }
}
