package dev.naru.edge.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of raw octets that reads answers strictly and fails, rather than waits, after ten seconds. */
public final class RawClient implements AutoCloseable {
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.1 ([1-5][0-9][0-9]) [^\\x00-\\x08\\x0a-\\x1f\\x7f]*");
    private static final int TIMEOUT_MS = 10_000;

    /** One answer. {@code whole} is false when the connection ended inside its body. */
    public record Answer(int status, List<String> fields, byte[] body, boolean whole) {
        public List<String> all(String name) {
            List<String> values = new ArrayList<>();
            for (String field : fields) {
                int colon = field.indexOf(':');
                if (field.substring(0, colon).equalsIgnoreCase(name)) {
                    values.add(field.substring(colon + 1).strip());
                }
            }
            return values;
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

        public boolean closes() {
            return "close".equals(only("Connection"));
        }
    }

    private final Socket socket;
    private final InputStream in;

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, TIMEOUT_MS);
        return new RawClient(socket);
    }

    /** A client whose receive buffer is as small as the kernel allows. */
    static RawClient connectNarrow(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(address, TIMEOUT_MS);
        return new RawClient(socket);
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** As {@link #send}, but the edge may have refused and closed meanwhile. */
    RawClient sendMaybe(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException e) {
            // its answer is what counts
        }
        return this;
    }

    /** A GET of a.test. */
    public RawClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
    }

    /** No more octets from here. */
    public RawClient finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    Socket socket() {
        return socket;
    }

    InputStream in() {
        return in;
    }

    /** The next final answer to something other than HEAD. */
    public Answer answer() throws IOException {
        return answer(false);
    }

    /** The next final answer. */
    public Answer answer(boolean toHead) throws IOException {
        Answer answer = next(toHead);
        while (answer.status() < 200 && answer.status() != 101) {
            answer = next(toHead);
        }
        return answer;
    }

    /** The next answer, interim ones too. */
    public Answer next(boolean toHead) throws IOException {
        String line = line();
        Matcher status = STATUS_LINE.matcher(line);
        if (!status.matches()) {
            throw new AssertionError("not a status line: '" + line + "'");
        }
        List<String> fields = new ArrayList<>();
        for (String field = line(); !field.isEmpty(); field = line()) {
            fields.add(field);
        }
        Answer head = new Answer(Integer.parseInt(status.group(1)), fields, new byte[0], true);
        boolean bodiless = toHead || head.status() < 200 || head.status() == 204 || head.status() == 304;
        if (head.status() < 200 || head.status() == 204) {
            if (head.only("Content-Length") != null || head.only("Transfer-Encoding") != null) {
                throw new AssertionError("framing on " + head.status() + ": " + fields);
            }
        }
        return bodiless ? head : body(head);
    }

    private Answer body(Answer head) throws IOException {
        String length = head.only("Content-Length");
        String coding = head.only("Transfer-Encoding");
        if (length != null && coding != null) {
            throw new AssertionError("two framings: " + head.fields());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = true;
        try {
            if (coding != null) {
                chunks(body);
            } else if (length != null) {
                byte[] bytes = in.readNBytes(Integer.parseInt(length));
                body.write(bytes);
                whole = bytes.length == Integer.parseInt(length);
            } else {
                in.transferTo(body);
            }
        } catch (EOFException | SocketException e) {
            whole = false;
        }
        return new Answer(head.status(), head.fields(), body.toByteArray(), whole);
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            int size = Integer.parseInt(line(), 16);
            byte[] bytes = in.readNBytes(size);
            body.write(bytes);
            if (bytes.length < size) {
                throw new EOFException();
            }
            String end = line();
            if (!end.isEmpty()) {
                throw new AssertionError("chunk ends with '" + end + "'");
            }
            if (size == 0) {
                return;
            }
        }
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); ; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after '" + line + "'");
            }
            if (c == '\r') {
                if (in.read() != '\n') {
                    throw new AssertionError("bare CR in an answer after '" + line + "'");
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(c);
        }
    }

    /** Octets of a tunnel. */
    String receive(int octets) throws IOException {
        return new String(in.readNBytes(octets), StandardCharsets.ISO_8859_1);
    }

    /** Whether the edge ends the connection without a further octet. */
    public boolean ends() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** All final answers up to the end of the connection, none of them to HEAD. */
    public List<Answer> answers() throws IOException {
        List<Answer> answers = new ArrayList<>();
        try {
            while (true) {
                answers.add(answer());
            }
        } catch (EOFException | SocketException e) {
            return answers;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
