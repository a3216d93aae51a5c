package dev.naru.edge.config;

/**
 * {@code 127.0.0.1:8101}, {@code [::1]:80} or {@code host:80}.
 *
 * @param host an address literal without brackets, or a host name
 * @param port 1..65535
 */
public record TcpAddress(String host, int port) implements AddressConfig {

    @Override
    public String toString() {
        return text(host, port);
    }

    static String text(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
