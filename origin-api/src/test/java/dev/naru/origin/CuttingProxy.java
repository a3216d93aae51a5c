package dev.naru.origin;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A line to PostgreSQL that breaks, once armed, after the server has committed and before the client hears of it. A COMMIT
 * is a prepared statement without text, so it is known by its place: the message after the given last statement.
 */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int target;
    private final String lastStatement;
    final AtomicBoolean armed = new AtomicBoolean();

    CuttingProxy(int target, String lastStatement) throws IOException {
        this.target = target;
        this.lastStatement = lastStatement;
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                AtomicBoolean cut = new AtomicBoolean();
                threads.execute(() -> toServer(client, server, cut));
                threads.execute(() -> toClient(server, client, cut));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void toServer(Socket client, Socket server, AtomicBoolean cut) {
        byte[] buffer = new byte[16 * 1024];
        try (client;
                server) {
            InputStream in = client.getInputStream();
            boolean commits = false;
            for (int n; (n = in.read(buffer)) > 0; ) {
                if (commits && armed.compareAndSet(true, false)) {
                    cut.set(true);
                }
                commits = new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains(lastStatement);
                server.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            // Either side has gone; so has the other now.
        }
    }

    private static void toClient(Socket server, Socket client, AtomicBoolean cut) {
        byte[] buffer = new byte[16 * 1024];
        try (client;
                server) {
            InputStream in = server.getInputStream();
            for (int n; (n = in.read(buffer)) > 0; ) {
                if (cut.get()) {
                    // What was read is the server's word that it has committed.
                    return;
                }
                client.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            // Either side has gone; so has the other now.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
