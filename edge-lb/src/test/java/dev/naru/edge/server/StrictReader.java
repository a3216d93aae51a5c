package dev.naru.edge.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads HTTP/1.1 requests the way the grammar of RFC 9112 is written down, with regular expressions and no leniency at all. It shares nothing with the edge's own parser:
 * where both agree, a message means one thing.
 */
public final class StrictReader {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern CANONICAL_LINE = Pattern.compile("(" + TOKEN + ") ((?:/[!\"$-~]*)|\\*) HTTP/1\\.1");
    private static final Pattern CLIENT_LINE = Pattern.compile("(" + TOKEN + ") ([!\"$-~]+) HTTP/1\\.([0-9])");
    private static final Pattern FIELD =
            Pattern.compile("(" + TOKEN + "):[ \t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*?)[ \t]*");
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{0,5})?");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern SIZE = Pattern.compile("0|[1-9a-f][0-9a-f]{0,14}");
    private static final int MAX_LINE = 1 << 20;

    /** The bytes are not what the grammar says. */
    public static final class Violation extends IOException {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    /** One field, its name as it came. */
    public record Field(String name, String value) {}

    /** One whole request. */
    public record Request(String method, String target, String version, List<Field> fields, byte[] body) {
        /** The values of a field, in order. */
        public List<String> all(String name) {
            return fields.stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .map(Field::value)
                    .toList();
        }

        /** The only value of a field; null when there is none. */
        public String only(String name) {
            List<String> all = all(name);
            if (all.size() > 1) {
                throw new AssertionError(name + " came " + all.size() + " times: " + all);
            }
            return all.isEmpty() ? null : all.getFirst();
        }

        public String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return method + " " + target + " " + fields + " +" + body.length;
        }
    }

    private final InputStream in;
    private final boolean canonical;

    /** @param canonical whether only what the edge itself should write is accepted, or all that a strict server takes from a client */
    public StrictReader(InputStream in, boolean canonical) {
        this.in = in;
        this.canonical = canonical;
    }

    /** The head alone, its body empty; null at the end of the stream. */
    public Request head() throws IOException {
        String line = line(true);
        while (!canonical && line != null && line.isEmpty()) {
            line = line(true);
        }
        if (line == null) {
            return null;
        }
        Matcher request = (canonical ? CANONICAL_LINE : CLIENT_LINE).matcher(line);
        check(request.matches(), "request line", line);
        List<Field> fields = new ArrayList<>();
        for (String field = line(false); !field.isEmpty(); field = line(false)) {
            Matcher m = FIELD.matcher(field);
            check(m.matches(), "field line", field);
            fields.add(new Field(m.group(1), m.group(2)));
        }
        String minor = canonical ? "1" : request.group(3);
        Request head = new Request(request.group(1), request.group(2), "HTTP/1." + minor, fields, new byte[0]);
        checkFraming(head, minor.equals("0"));
        return head;
    }

    /** The next whole request; null at the end of the stream. */
    public Request next() throws IOException {
        Request head = head();
        return head == null
                ? null
                : new Request(head.method(), head.target(), head.version(), head.fields(), body(head));
    }

    private void checkFraming(Request head, boolean http10) throws Violation {
        for (Field field : head.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            String dashed = name.replace('_', '-');
            boolean framing =
                    List.of("content-length", "transfer-encoding", "host").contains(dashed);
            check(!framing || name.equals(dashed), "ambiguous name", field.name());
        }
        List<String> hosts = head.all("Host");
        check(hosts.size() == 1 || (http10 && hosts.isEmpty()), "number of Hosts", hosts.toString());
        boolean emptyHost = canonical && hosts.getFirst().isEmpty(); // of an HTTP/1.0 client that named none
        check(hosts.isEmpty() || emptyHost || HOST.matcher(hosts.getFirst()).matches(), "Host", hosts.toString());
        List<String> lengths = head.all("Content-Length");
        List<String> codings = head.all("Transfer-Encoding");
        check(lengths.size() <= 1 && codings.size() <= 1, "framing fields", lengths + " and " + codings);
        check(lengths.isEmpty() || codings.isEmpty(), "both framings", lengths + " and " + codings);
        Pattern length = canonical ? LENGTH : Pattern.compile("[0-9]{1,18}");
        check(lengths.isEmpty() || length.matcher(lengths.getFirst()).matches(), "Content-Length", "" + lengths);
        boolean chunked = !codings.isEmpty()
                && (canonical
                        ? codings.getFirst().equals("chunked")
                        : codings.getFirst().equalsIgnoreCase("chunked"));
        check(codings.isEmpty() || (chunked && !http10), "Transfer-Encoding", codings.toString());
    }

    /** The body that the head announces. */
    public byte[] body(Request head) throws IOException {
        if (head.only("Transfer-Encoding") != null) {
            return chunks();
        }
        String length = head.only("Content-Length");
        return length == null ? new byte[0] : exactly(Long.parseLong(length));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            String line = line(false);
            int semicolon = canonical ? -1 : line.indexOf(';');
            String size = (semicolon < 0 ? line : line.substring(0, semicolon)).toLowerCase(Locale.ROOT);
            Pattern pattern = canonical ? SIZE : Pattern.compile("[0-9a-f]{1,15}");
            check(pattern.matcher(size).matches() && (!canonical || size.equals(line)), "chunk size", line);
            long octets = Long.parseLong(size, 16);
            if (octets == 0) {
                break;
            }
            all.write(exactly(octets));
            check(line(false).isEmpty(), "end of chunk", "more than CRLF");
        }
        String trailer = line(false);
        while (!canonical && !trailer.isEmpty()) {
            check(FIELD.matcher(trailer).matches(), "trailer", trailer);
            trailer = line(false);
        }
        check(trailer.isEmpty(), "trailer", trailer);
        return all.toByteArray();
    }

    private byte[] exactly(long octets) throws IOException {
        byte[] body = in.readNBytes(Math.toIntExact(octets));
        if (body.length < octets) {
            throw new EOFException("the body ended after " + body.length + " of " + octets + " octets");
        }
        return body;
    }

    /** A line without its CRLF. */
    private String line(boolean mayEnd) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                if (mayEnd && line.size() == 0) {
                    return null;
                }
                throw new EOFException("the stream ended inside the line '" + line + "'");
            }
            check(c != '\n' && line.size() < MAX_LINE, "bare LF or endless line after", line.toString());
            if (c == '\r') {
                check(in.read() == '\n', "bare CR after", line.toString());
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(c);
        }
    }

    private static void check(boolean holds, String what, String found) throws Violation {
        if (!holds) {
            throw new Violation(what + ": '" + found + "'");
        }
    }
}
