package dev.naru.edge.server;

import dev.naru.edge.config.ProxyProtocolConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.tls.UpstreamTls;
import dev.naru.edge.upstream.ProbeConnector;
import dev.naru.edge.upstream.Server;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The connections of one upstream's health checks: plain sockets on the checks' own threads, with what the upstream wants in front of a request. */
final class ProbeConnections implements ProbeConnector {
    /** The two forms of "this connection is the proxy's own". */
    private static final byte[] V1_UNKNOWN = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] V2_LOCAL = {
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x20, 0x00, 0x00, 0x00
    };

    private final UpstreamConfig upstream;
    private final @Nullable UpstreamTls tls;

    ProbeConnections(UpstreamConfig upstream, @Nullable UpstreamTls tls) {
        this.upstream = upstream;
        this.tls = tls;
    }

    @Override
    public Socket open(Server server, int timeoutMs) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(server.address(), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            if (upstream.proxyProtocol() != ProxyProtocolConfig.NONE) {
                socket.getOutputStream()
                        .write(upstream.proxyProtocol() == ProxyProtocolConfig.V1 ? V1_UNKNOWN : V2_LOCAL);
            }
            return tls == null ? socket : tls.handshake(socket, server.address());
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
