package dev.naru.edge.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What Linux tells of the sockets that listen on a port, whoever's they are: several processes may, by SO_REUSEPORT. */
final class PortSockets {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A ";

    private PortSockets() {}

    /** How many sockets listen on exactly this address; 0 where /proc does not tell. */
    static int listening(InetSocketAddress address) {
        boolean four = address.getAddress() instanceof Inet4Address;
        String local = hex(address);
        // "  12: 0100007F:1F90 00000000:0000 0A ...": number, own address, the other's, which is as long, state
        int state = local.length() + 1 + local.length() + 1;
        int count = 0;
        try {
            for (String line : Files.readAllLines(PROC.resolve(four ? "net/tcp" : "net/tcp6"))) {
                int own = line.indexOf(':') + 2;
                if (line.startsWith(local, own) && line.startsWith(LISTENING, own + state)) {
                    count++;
                }
            }
            return count;
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
