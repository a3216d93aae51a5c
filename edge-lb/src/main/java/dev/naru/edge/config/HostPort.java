package dev.naru.edge.config;

/**
 * Where another service is, by address or by a name that is looked up at each connect.
 *
 * @param host without brackets
 * @param port 1..65535
 */
public record HostPort(String host, int port) {

    @Override
    public String toString() {
        return TcpAddress.text(host, port);
    }
}
