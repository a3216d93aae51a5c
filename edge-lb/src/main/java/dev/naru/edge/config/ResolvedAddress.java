package dev.naru.edge.config;

/**
 * What a {@link DnsAddress} was found to be; never read from a file.
 *
 * @param name what was asked for: the name that TLS asks for and checks
 * @param host an address literal without brackets
 * @param port 1..65535
 */
public record ResolvedAddress(String name, String host, int port) implements AddressConfig {

    @Override
    public String toString() {
        return TcpAddress.text(host, port);
    }
}
