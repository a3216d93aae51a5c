package dev.naru.edge.route;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestParser;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Requests as the parser hands them to the routes, and sites as the compiler makes them. */
final class Requests {
    private Requests() {}

    /** A path that is already normal, as it lies in a buffer. */
    static Asked path(String path) {
        RequestHead head = new RequestHead(1);
        byte[] buf = Ascii.bytes("GET " + path + " HTTP/1.1");
        head.path = buf;
        head.pathStart = 4;
        head.pathEnd = 4 + path.length();
        return new Asked(head).by(buf, octets("192.0.2.1"), false);
    }

    /** A whole request over plain HTTP from 192.0.2.1. */
    static Asked parsed(String method, String target, String... headers) {
        return parsed(method, target, "192.0.2.1", false, headers);
    }

    static Asked parsed(String method, String target, String client, boolean https, String... headers) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: a.test\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        byte[] in = Ascii.bytes(text.append("\r\n").toString());
        RequestHead head = new RequestHead(2000 > in.length ? 100 : 1000);
        int end = new RequestParser(8192, 32768).parse(in, 0, in.length, head);
        assertTrue(end > 0, () -> "refused: " + text);
        return new Asked(head).by(in, octets(client), https);
    }

    private static byte[] octets(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    /** The only site of a file with these routes, each one a flow map; they may use the upstream {@code app}. */
    static Site site(String... routes) {
        return table("", routes).sites().getFirst();
    }

    static RouteTable table(String more, String... routes) {
        StringBuilder yaml = new StringBuilder("""
                listeners: [ { name: http, address: ":8080" } ]
                upstreams: [ { name: app, servers: [ { address: "127.0.0.1:1" } ] } ]
                sites:
                  - name: s
                    hosts: [ a.test ]
                    default: true
                    routes:
                """);
        for (String route : routes) {
            yaml.append("      - ").append(route).append('\n');
        }
        return switch (ConfigReader.read(yaml + more, Path.of("."))) {
            case ConfigResult.Loaded loaded -> RouteTable.compile(loaded.config());
            case ConfigResult.Refused refused ->
                throw new AssertionError(
                        refused.errors().stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n" + yaml
                                + more);
        };
    }
}
