package dev.naru.edge.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One GET of a health check, of which only the status line is read. */
final class HealthRequest {
    private static final int MAX_STATUS_LINE = 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9][0-9])( .*)?");

    private HealthRequest() {}

    /**
     * Asks, and returns the status.
     *
     * @param timeoutMs from the request to its status line
     * @throws IOException when there is no answer in time, or none of HTTP/1
     */
    static int status(Socket socket, InetSocketAddress server, String path, long timeoutMs) throws IOException {
        String host = server.getHostString();
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":"
                + server.getPort() + "\r\nUser-Agent: edge-lb-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        String line = line(socket, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs));
        Matcher status = STATUS_LINE.matcher(line);
        if (!status.matches()) {
            throw new IOException("the answer does not begin like HTTP/1");
        }
        return Integer.parseInt(status.group(1));
    }

    private static String line(Socket socket, long deadline) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (line.length() < MAX_STATUS_LINE) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            socket.setSoTimeout((int) left);
            int c = in.read();
            if (c < 0) {
                throw new IOException("the connection was closed without an answer");
            }
            if (c == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) c);
        }
        throw new IOException("the status line is longer than " + MAX_STATUS_LINE + " octets");
    }
}
