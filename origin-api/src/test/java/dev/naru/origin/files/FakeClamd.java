package dev.naru.origin.files;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks clamd's INSTREAM and answers what the test says. One per JVM, its state in system properties: the test and its profile see this class through
 * different class loaders.
 */
final class FakeClamd implements AutoCloseable {

    private static final String PORT = "fake.clamd.port";
    private static final String ANSWER = "fake.clamd.answer";
    private static final String BYTES = "fake.clamd.bytes";

    private final ServerSocket listener;
    private final int port;

    private FakeClamd(ServerSocket listener, int port) {
        this.listener = listener;
        this.port = port;
    }

    static synchronized FakeClamd shared() {
        String running = System.getProperty(PORT);
        try {
            if (running != null) {
                return new FakeClamd(new ServerSocket(), Integer.parseInt(running));
            }
            ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            System.setProperty(PORT, Integer.toString(listener.getLocalPort()));
            FakeClamd clamd = new FakeClamd(listener, listener.getLocalPort());
            Thread.ofVirtual().start(clamd::serve);
            return clamd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void answer(String line) {
        System.setProperty(ANSWER, line);
    }

    static long lastBytes() {
        return Long.getLong(BYTES);
    }

    int port() {
        return port;
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                String command = new String(in.readNBytes(10), StandardCharsets.US_ASCII);
                long bytes = 0;
                for (int length = in.readInt(); length > 0; length = in.readInt()) {
                    in.skipNBytes(length);
                    bytes += length;
                }
                System.setProperty(BYTES, Long.toString(bytes));
                String answer = command.equals("zINSTREAM\0") ? System.getProperty(ANSWER) : "UNKNOWN COMMAND";
                socket.getOutputStream().write((answer + "\0").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The test is over, or the scan was given up.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
