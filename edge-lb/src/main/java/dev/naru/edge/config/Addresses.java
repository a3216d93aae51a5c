package dev.naru.edge.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The texts of addresses: {@code host:port}, {@code [IPv6]:port}, {@code unix:/path}. */
final class Addresses {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern DOTTED_NUMBERS = Pattern.compile("[0-9.]+");
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final int MAX_UNIX_PATH_BYTES = 107;

    private static final String SERVER =
            "an address such as 127.0.0.1:8101, [::1]:8101, app-1:8101 or unix:/run/app.sock";
    private static final String LISTENER = "an address such as 0.0.0.0:8080, :8080 or [::]:8443";

    /** Where a listener binds; port 0 is any free one. */
    record Listen(String host, int port) {

        @Override
        public String toString() {
            return TcpAddress.text(host, port);
        }
    }

    private Addresses() {}

    /** A server's address. */
    static AddressConfig server(String text, Resolve resolve) {
        if (resolve == Resolve.SRV) {
            return new DnsAddress(serviceName(text), 0, resolve);
        }
        if (text.startsWith("unix:")) {
            return named(unix(text), text, resolve);
        }
        int colon = text.lastIndexOf(':');
        boolean rooted = colon > 1 && text.charAt(colon - 1) == '.';
        String host = host(rooted ? text.substring(0, colon - 1) + text.substring(colon) : text, SERVER);
        int port = port(text, colon, 1, SERVER);
        boolean known = host.equalsIgnoreCase("localhost") || Cidr.isAddress(host);
        return known
                ? named(new TcpAddress(host, port), text, resolve)
                : new DnsAddress(rooted ? host + "." : host, port, resolve);
    }

    /** Only names can be several servers. */
    private static AddressConfig named(AddressConfig address, String text, Resolve resolve) {
        if (resolve != Resolve.ONE) {
            throw Texts.expected("a host name to resolve, such as shop-app:8080", text);
        }
        return address;
    }

    private static String serviceName(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (!isHostName(name)) {
            throw Texts.expected("a service's name without a port, such as _http._tcp.shop-app", text);
        }
        return text;
    }

    /** A name server's address, port 53 unless it says another. */
    static TcpAddress nameServer(String text) {
        String expected = "a name server's address such as 10.0.0.53, 10.0.0.53:5353 or [fd00::53]:53";
        if (Cidr.isAddress(text)) {
            return new TcpAddress(text, 53);
        }
        int colon = text.lastIndexOf(':');
        String host = host(text, expected);
        if (!Cidr.isAddress(host)) {
            throw Texts.expected(expected, text);
        }
        return new TcpAddress(host, port(text, colon, 1, expected));
    }

    /** A service's address, given by name or number. */
    static HostPort service(String text) {
        String expected = "an address such as 10.0.0.7:6379 or redis-1:6379";
        return new HostPort(host(text, expected), port(text, text.lastIndexOf(':'), 1, expected));
    }

    /** A listener's address; without a host it listens on every IPv4 address. */
    static Listen listener(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon == 0 ? "0.0.0.0" : host(text, LISTENER);
        return new Listen(host, port(text, colon, 0, LISTENER));
    }

    /** Whether it can be a DNS name. */
    static boolean isHostName(String text) {
        return HOST_NAME.matcher(text).matches();
    }

    private static AddressConfig unix(String text) {
        String path = text.substring("unix:".length());
        if (!path.startsWith("/")) {
            throw Texts.expected("an absolute path after unix:", text);
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_UNIX_PATH_BYTES) {
            throw Texts.expected("a socket's path of at most " + MAX_UNIX_PATH_BYTES + " bytes", text);
        }
        return new UnixAddress(Path.of(path));
    }

    private static String host(String text, String expected) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw Texts.expected(expected, text);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            String literal = host.substring(1, host.length() - 1);
            if (literal.indexOf(':') >= 0 && Cidr.isAddress(literal)) {
                return literal;
            }
            throw Texts.expected("an IPv6 address in the brackets", text);
        }
        if (host.indexOf(':') >= 0) {
            throw Texts.expected(expected + " (IPv6 in brackets)", text);
        }
        boolean known = DOTTED_NUMBERS.matcher(host).matches() ? Cidr.isAddress(host) : isHostName(host);
        if (!known) {
            throw Texts.expected(expected, text);
        }
        return host;
    }

    private static int port(String text, int colon, int min, String expected) {
        String digits = text.substring(colon + 1);
        int port = colon >= 0 && PORT.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
        if (port < min || port > 65535) {
            throw Texts.expected(expected + ", with a port from " + min + " to 65535", text);
        }
        return port;
    }
}
