package dev.naru.edge.config;

/**
 * {@code app-1:8080}, or with {@link Resolve#SRV} {@code _http._tcp.app}: name servers say where that is, and while the edge runs they are asked again.
 *
 * @param name a host name, as written; a dot at its end keeps the search domains away from it
 * @param port 1..65535; 0 with {@link Resolve#SRV}, whose records tell it
 */
public record DnsAddress(String name, int port, Resolve resolve) implements AddressConfig {

    @Override
    public String toString() {
        return resolve == Resolve.SRV ? name : name + ":" + port;
    }
}
