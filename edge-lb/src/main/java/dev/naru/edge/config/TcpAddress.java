package dev.naru.edge.config;

/**
 * {@code 127.0.0.1:8101}, {@code [::1]:80} or {@code localhost:80}: nobody needs to be asked where that is.
 *
 * @param host an address literal without brackets, or {@code localhost}
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
