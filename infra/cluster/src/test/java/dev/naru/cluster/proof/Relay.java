package dev.naru.cluster.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A wire that may be watched and cut. It stands between one origin replica and its database or its gateway, sees what passes, and so knows
 * where between T1, the gateway and T2 the replica is without a hook in the replica itself.
 */
final class Relay implements AutoCloseable {
    private static final int CHUNK = 32 * 1024;
    private static final int CONNECT_TIMEOUT_MS = 1_000;

    /** Looks at what passes on one connection; false drops the chunk and cuts the connection. Called by two threads. */
    interface Tap {
        boolean toServer(String chunk);

        boolean toClient(String chunk);
    }

    private final ServerSocket listener;
    private final IntSupplier target;
    private final Supplier<Tap> taps;

    /** @param target the port to relay to, asked for with each connection */
    Relay(IntSupplier target, Supplier<Tap> taps) throws IOException {
        this.target = target;
        this.taps = taps;
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()), CONNECT_TIMEOUT_MS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException down) {
            close(client);
            close(server);
            return;
        }
        Tap tap = taps.get();
        Thread.ofVirtual().start(() -> copy(server, client, tap::toClient));
        copy(client, server, tap::toServer);
    }

    private interface Watch {
        boolean passes(String chunk);
    }

    private static void copy(Socket from, Socket to, Watch watch) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!watch.passes(new String(buffer, 0, n, StandardCharsets.ISO_8859_1))) {
                    break;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException ended) {
            // One side is gone, which is what this test is about; the other one hears of it now.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            // Reset rather than end: a killed process does not say goodbye.
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            return;
        }
        try {
            socket.close();
        } catch (IOException closed) {
            // Closed is closed.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
