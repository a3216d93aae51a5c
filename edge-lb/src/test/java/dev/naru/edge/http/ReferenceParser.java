package dev.naru.edge.http;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for a request head written down a second time, slowly and plainly: strings, regular expressions and lists. {@link RequestParser} must agree with it on
 * every input.
 */
final class ReferenceParser {
    static final int MAX_LINE = 512;
    static final int MAX_HEAD = 2048;
    static final int MAX_FIELDS = 16;
    private static final int MAX_CONNECTION_OPTIONS = 32;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern LINE = Pattern.compile("(" + TOKEN + ") ([!\"$-~]+) HTTP/1\\.([0-9])");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");
    private static final Pattern ABSOLUTE =
            Pattern.compile("https?://([^/?]*)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]{2,}\\])(?::([0-9]{0,5}))?");
    private static final Pattern OPTIONS = Pattern.compile("[ \t,]*(?:" + TOKEN + "(?:[ \t,]+" + TOKEN + ")*)?[ \t,]*");
    private static final Pattern BAD_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})|%00");
    private static final Pattern PROTOCOL = Pattern.compile("(" + TOKEN + ")(?:/[!#$%&'*+.^_`|~0-9A-Za-z-]*)?");
    private static final Set<String> KNOWN = Set.of(
            "host connection content-length transfer-encoding expect upgrade te trailer keep-alive proxy-connection proxy http2-settings forwarded x-forwarded-for x-forwarded-proto x-forwarded-host x-forwarded-port x-real-ip x-request-id traceparent x-naru-replica cookie user-agent referer authorization server date location set-cookie x-forwarded-prefix x-forwarded-server x-forwarded-ssl idempotency-key accept"
                    .split(" "));

    /** What was read; null stands for refused or not whole. */
    record Result(
            int length,
            String method,
            String path,
            String query,
            String host,
            String authority,
            long body,
            boolean chunked) {}

    private ReferenceParser() {}

    static Result parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int start = 0;
        for (int lines = 0; lines < 4 && text.startsWith("\r\n", start); lines++) {
            start += 2;
        }
        int end = text.indexOf("\r\n\r\n", start);
        if (end < 0 || end + 4 > MAX_HEAD) {
            return null;
        }
        String[] lines = text.substring(start, end).split("\r\n", -1);
        Matcher line = LINE.matcher(lines[0]);
        if (lines[0].length() > MAX_LINE || lines.length - 1 > MAX_FIELDS || !line.matches()) {
            return null;
        }
        List<String[]> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                return null;
            }
            String name = field.group(1).toLowerCase(Locale.ROOT);
            if (name.contains("_") && KNOWN.contains(name.replace('_', '-'))) {
                return null;
            }
            fields.add(new String[] {name, trim(field.group(2))});
        }
        return read(end + 4, line.group(1), line.group(2), !line.group(3).equals("0"), fields);
    }

    private static Result read(int length, String method, String target, boolean http11, List<String[]> fields) {
        List<String> hosts = values(fields, "host");
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        boolean wrong = hosts.size() > 1
                || (http11 && hosts.isEmpty())
                || hosts.stream().anyMatch(host -> !isAuthority(host))
                || lengths.size() + codings.size() > 1
                || lengths.stream().anyMatch(ReferenceParser::isNoLength)
                || codings.stream().anyMatch(coding -> !coding.equalsIgnoreCase("chunked"))
                || (!codings.isEmpty() && !http11)
                || (http11 && values(fields, "expect").stream().anyMatch(e -> !e.equalsIgnoreCase("100-continue")))
                || values(fields, "connection").stream()
                        .anyMatch(c -> !OPTIONS.matcher(c).matches());
        long options = values(fields, "connection").stream()
                .flatMap(value -> List.of(value.split("[ \t,]+")).stream())
                .filter(option -> !option.isEmpty())
                .count();
        if (wrong
                || options > MAX_CONNECTION_OPTIONS
                || refusesUpgrade(method, http11, fields, !lengths.isEmpty() || !codings.isEmpty())) {
            return null;
        }
        long body = lengths.isEmpty() ? -1 : Long.parseLong(lengths.getFirst());
        String authority = hosts.isEmpty() ? "" : hosts.getFirst();
        if (method.equals("CONNECT")) {
            return new Result(length, method, "", "", host(authority), authority, body, !codings.isEmpty());
        }
        if (target.equals("*") && method.equals("OPTIONS")) {
            return new Result(length, method, "*", "", host(authority), authority, body, !codings.isEmpty());
        }
        String rest = target;
        Matcher absolute = ABSOLUTE.matcher(target);
        if (absolute.matches()) {
            authority = absolute.group(1);
            rest = absolute.group(2);
            if (!isAuthority(authority)) {
                return null;
            }
        } else if (!target.startsWith("/")) {
            return null;
        }
        if (BAD_PERCENT.matcher(rest).find()) {
            return null;
        }
        int query = rest.indexOf('?');
        String path = normalize(query < 0 ? rest : rest.substring(0, query));
        return new Result(
                length,
                method,
                path,
                query < 0 ? "" : rest.substring(query),
                host(authority),
                authority,
                body,
                !codings.isEmpty());
    }

    private static boolean refusesUpgrade(String method, boolean http11, List<String[]> fields, boolean framed) {
        List<String> upgrades = values(fields, "upgrade");
        boolean asked = values(fields, "connection").stream()
                .flatMap(value -> List.of(value.split("[ \t,]+")).stream())
                .anyMatch(option -> option.equalsIgnoreCase("upgrade"));
        if (!http11 || !asked || upgrades.isEmpty()) {
            return false;
        }
        Matcher protocol = PROTOCOL.matcher(upgrades.getFirst());
        boolean tunnel = protocol.matches()
                && !Set.of("h2c", "h2", "http").contains(protocol.group(1).toLowerCase(Locale.ROOT));
        return tunnel && (framed || !method.equals("GET"));
    }

    private static String trim(String value) {
        return value.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static List<String> values(List<String[]> fields, String name) {
        return fields.stream()
                .filter(field -> field[0].equals(name))
                .map(field -> field[1])
                .toList();
    }

    private static boolean isNoLength(String value) {
        return !value.matches("[0-9]+") || new BigInteger(value).bitLength() > 63;
    }

    private static boolean isAuthority(String text) {
        Matcher m = AUTHORITY.matcher(text);
        return m.matches() && (m.group(2) == null || m.group(2).isEmpty() || Integer.parseInt(m.group(2)) <= 65535);
    }

    private static String host(String authority) {
        Matcher m = AUTHORITY.matcher(authority);
        return m.matches() ? m.group(1) : "";
    }

    /** RFC 3986 §6.2.2 and §5.2.4 on a list of segments. */
    static String normalize(String path) {
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '%') {
                decoded.append(path.charAt(i));
                continue;
            }
            int value = Integer.parseInt(path.substring(i + 1, i + 3), 16);
            boolean unreserved = value < 128 && ("" + (char) value).matches("[A-Za-z0-9._~-]");
            decoded.append(unreserved ? "" + (char) value : String.format("%%%02X", value));
            i += 2;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = decoded.toString().split("/", -1);
        String last = segments[segments.length - 1];
        for (String segment : segments) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }
}
