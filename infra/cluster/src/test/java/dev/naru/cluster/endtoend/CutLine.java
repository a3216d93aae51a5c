package dev.naru.cluster.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 exchange on a socket of its own, which may be cut after any byte of the body. */
final class CutLine {
    private static final int TIMEOUT_MS = 20_000;

    private CutLine() {}

    /** An answer that came whole. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /**
     * Sends and reads the answer.
     *
     * @param head request line and fields, each ended by CRLF; Host, Content-Length and Connection are added
     * @param sent how many bytes of the body leave before the line is cut; all of them: it is not
     * @throws IOException when there is no whole answer, for whatever reason
     */
    static Answer exchange(int port, String head, byte[] body, int sent) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            OutputStream out = socket.getOutputStream();
            out.write((head + "Host: api.shop.localhost:" + port + "\r\nConnection: close\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body, 0, sent);
            out.flush();
            if (sent < body.length) {
                if (sent % 2 == 0) {
                    socket.setSoLinger(true, 0); // a reset, and for the other half an orderly end
                }
                throw new IOException("cut after " + sent + " of " + body.length + " bytes");
            }
            return read(socket.getInputStream(), head.startsWith("HEAD "));
        }
    }

    private static Answer read(InputStream in, boolean headOnly) throws IOException {
        String[] lines = head(in).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(lines[0].split(" ")[1]);
        int length = headOnly ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the answer ended after " + body.length + " of " + length + " bytes");
        }
        return new Answer(status, headers, body);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no whole answer: " + head.size() + " bytes of its head");
            }
            head.write(c);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
