package dev.naru.edge.upstream;

import java.io.IOException;
import java.net.Socket;

/** Opens the connections of health checks, the way requests get theirs: with TLS and a PROXY protocol header where the upstream has them. Thread-safe. */
public interface ProbeConnector {
    /**
     * Connects and shakes hands.
     *
     * @param timeoutMs the longest wait for each step
     * @throws IOException when the server cannot be reached or its certificate is not believed
     */
    Socket open(Server server, int timeoutMs) throws IOException;
}
