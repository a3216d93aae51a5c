package dev.naru.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The TCP ports of one cluster. All of them are probed while all are held, so that no two purposes get the same one. */
public final class Ports {
    /** What a port is for. The order is also that of {@link Ports#from}. */
    public enum Purpose {
        HTTP(8080),
        HTTPS(8443),
        ADMIN(9900),
        PROD1_A(8101),
        PROD1_B(8102),
        PROD2_A(8201),
        PROD2_B(8202),
        ORIGIN_A(8301),
        ORIGIN_B(8302),
        CRON(8401),
        PG(8501),
        REDIS(6379),
        POSTGRES(5432);

        private final int usual;

        Purpose(int usual) {
            this.usual = usual;
        }

        /** The port of docs/contracts.md. */
        public int usual() {
            return usual;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Below the range that Linux and macOS take outgoing ports from: what is free here stays free until a child binds it. */
    private static final int FREE_FROM = 20_000;

    private static final int FREE_TO = 32_000;
    private static final int TRIES = 1_000;

    private final Map<Purpose, Integer> ports;

    private Ports(Map<Purpose, Integer> ports) {
        this.ports = ports;
    }

    public int of(Purpose purpose) {
        Integer port = ports.get(purpose);
        if (port == null) {
            throw new IllegalStateException("no port for " + purpose);
        }
        return port;
    }

    /** The usual ports; a taken one is replaced by a free one, which {@code notice} is told. */
    public static Ports usual(Consumer<String> notice) {
        return claim(contract().ports, notice);
    }

    /** Consecutive ports from {@code first} on, in the order of {@link Purpose}; a taken one is replaced, as above. */
    public static Ports from(int first, Consumer<String> notice) {
        if (first < 1 || first + Purpose.values().length > 65_536) {
            throw new LaunchException("--port " + first + ": needs " + Purpose.values().length
                    + " ports from there on, so at most " + (65_536 - Purpose.values().length));
        }
        Map<Purpose, Integer> wanted = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            wanted.put(purpose, first + wanted.size());
        }
        return claim(wanted, notice);
    }

    /** The ports of docs/contracts.md, unprobed: for containers, where each process has an address of its own. */
    static Ports contract() {
        Map<Purpose, Integer> usual = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            usual.put(purpose, purpose.usual());
        }
        return new Ports(usual);
    }

    /** Free ports only, for tests. */
    public static Ports free() {
        return claim(Map.of(), notice -> {});
    }

    private static Ports claim(Map<Purpose, Integer> wanted, Consumer<String> notice) {
        Map<Purpose, Integer> claimed = new EnumMap<>(Purpose.class);
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (Purpose purpose : Purpose.values()) {
                Integer port = wanted.get(purpose);
                if (port != null && hold(port, held)) {
                    claimed.put(purpose, port);
                }
            }
            for (Purpose purpose : Purpose.values()) {
                if (!claimed.containsKey(purpose)) {
                    int port = anyFree(held);
                    claimed.put(purpose, port);
                    Integer taken = wanted.get(purpose);
                    if (taken != null) {
                        notice.accept("port " + taken + " (" + purpose.label() + ") is taken: using " + port);
                    }
                }
            }
            return new Ports(claimed);
        } finally {
            held.forEach(Ports::release);
        }
    }

    private static int anyFree(List<ServerSocket> held) {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FREE_FROM, FREE_TO);
            if (hold(port, held)) {
                return port;
            }
        }
        throw new LaunchException(
                "No free port found between " + FREE_FROM + " and " + FREE_TO + ": end some of what listens there");
    }

    /** The wildcard address conflicts with a listener on any address of the port, so one probe covers them all. */
    private static boolean hold(int port, List<ServerSocket> held) {
        try {
            ServerSocket socket = new ServerSocket();
            held.add(socket);
            socket.bind(new InetSocketAddress(port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new LaunchException("Cannot release port " + socket.getLocalPort() + " after probing it: " + e, e);
        }
    }
}
