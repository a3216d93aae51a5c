package dev.naru.bench.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads messages with a length, as all of the run have; anything else is a {@link ProtocolException}, and an end in the middle an {@link EOFException}. */
final class MessageReader {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_BODY = 1 << 20;

    private final InputStream in;

    MessageReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next request; null at a clean end. */
    @Nullable
    Message request() throws IOException {
        return message(false);
    }

    /** The next response; null when the connection ended before its first octet. */
    @Nullable
    Message response() throws IOException {
        return message(true);
    }

    private @Nullable Message message(boolean response) throws IOException {
        String start = line(true);
        if (start == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = required(); !line.isEmpty(); line = required()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("no header: " + line);
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            String before = headers.put(name, value);
            if (before != null && name.equals("content-length")) {
                throw new ProtocolException("two lengths");
            }
        }
        return new Message(start, headers, body(headers, response));
    }

    private String body(Map<String, String> headers, boolean response) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            return chunks();
        }
        String length = headers.get("content-length");
        if (length == null && response) {
            throw new ProtocolException("a response without a length");
        }
        return octets(length == null ? 0 : Integer.parseInt(length));
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size;
            try {
                size = Integer.parseInt(required().replaceFirst(";.*", ""), 16);
            } catch (NumberFormatException e) {
                throw new ProtocolException("a chunk without a size");
            }
            body.append(octets(size));
            if (!required().isEmpty()) {
                throw new ProtocolException("a chunk without an end");
            }
            if (size == 0) {
                return body.toString();
            }
        }
    }

    private String octets(int length) throws IOException {
        if (length > MAX_BODY) {
            throw new ProtocolException("too long: " + length);
        }
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new EOFException("the end after " + octets.length + " of " + length + " octets");
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private String required() throws IOException {
        String line = line(false);
        if (line == null) {
            throw new EOFException("the end inside a head");
        }
        return line;
    }

    private @Nullable String line(boolean first) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                if (first && line.size() == 0) {
                    return null;
                }
                throw new EOFException("the end inside a line");
            }
            if (line.size() > MAX_LINE) {
                throw new ProtocolException("a line without an end");
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
