package dev.naru.edge.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What Linux tells of the sockets that listen on a port, whoever's they are: several processes may, by SO_REUSEPORT. */
final class PortSockets {
    private static final Path PROC = Path.of("/proc");
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final String LISTENING = "0A";

    private PortSockets() {}

    /** How many sockets listen on exactly this address; 0 where /proc does not tell. */
    static int listening(InetSocketAddress address) {
        boolean four = address.getAddress() instanceof Inet4Address;
        String local = hex(address);
        try (Stream<String> lines = Files.lines(PROC.resolve(four ? "net/tcp" : "net/tcp6"))) {
            return (int) lines.map(line -> List.of(line.strip().split("\\s+")))
                    .filter(words -> words.size() > STATE
                            && words.get(STATE).equals(LISTENING)
                            && words.get(LOCAL_ADDRESS).equals(local))
                    .count();
        } catch (IOException e) {
            return 0; // no Linux
        }
    }

    /** Whether connections that are just being made outlive the socket that they were being made to: {@code net.ipv4.tcp_migrate_req}. */
    static boolean migrates() {
        try {
            return Files.readString(PROC.resolve("sys/net/ipv4/tcp_migrate_req"))
                    .strip()
                    .equals("1");
        } catch (IOException e) {
            return false; // older than Linux 5.14, or none
        }
    }

    /** As /proc writes it: words of four octets in the order of the machine, which is little-endian wherever the edge runs. */
    private static String hex(InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < octets.length; word += 4) {
            for (int i = 3; i >= 0; i--) {
                text.append(String.format(Locale.ROOT, "%02X", octets[word + i]));
            }
        }
        return text.append(String.format(Locale.ROOT, ":%04X", address.getPort()))
                .toString();
    }
}
