package dev.naru.edge.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes octets on between the edge and a back end, and can end the connections with a FIN that TLS did not sign. */
final class PlainRelay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final List<Socket> fromEdge = new CopyOnWriteArrayList<>();
    private final int target;

    PlainRelay(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket edge = server.accept();
                Socket backEnd = new Socket(InetAddress.getLoopbackAddress(), target);
                fromEdge.add(edge);
                Thread.ofVirtual().start(() -> pass(edge, backEnd));
                Thread.ofVirtual().start(() -> pass(backEnd, edge));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // cut
        }
    }

    void cut() throws IOException {
        for (Socket socket : fromEdge) {
            socket.shutdownOutput();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : fromEdge) {
            socket.close();
        }
    }
}
