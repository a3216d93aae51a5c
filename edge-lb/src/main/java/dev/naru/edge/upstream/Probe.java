package dev.naru.edge.upstream;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One GET of the control plane's own for the status of its answer, over whatever its server is reached by. */
final class Probe {
    /** The server could not be connected to: it is not running, or not there yet. */
    static final class UnreachableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreachableException(IOException cause) {
            super(cause);
        }
    }

    private Probe() {}

    /**
     * Asks for a path and waits for the status.
     *
     * @param timeoutMs for the connection, and again for the answer
     * @throws UnreachableException when there is no connection
     * @throws IOException when there is no answer in time, or one that is not HTTP/1
     */
    static int status(Server server, ProbeConnector connector, String path, long timeoutMs) throws IOException {
        if (server.address() instanceof DomainSocketAddress unix) {
            return UnixProbe.status(unix, path, timeoutMs);
        }
        try (Socket socket = open(server, connector, (int) timeoutMs)) {
            return HealthRequest.status(socket, (InetSocketAddress) server.address(), path, timeoutMs);
        }
    }

    private static Socket open(Server server, ProbeConnector connector, int timeoutMs) throws IOException {
        try {
            return connector.open(server, timeoutMs);
        } catch (IOException e) {
            throw new UnreachableException(e);
        }
    }
}
