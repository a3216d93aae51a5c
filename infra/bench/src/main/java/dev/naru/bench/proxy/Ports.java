package dev.naru.bench.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of a run, five in a row; only one proxy runs at a time, and all use the same.
 *
 * @param first the back end's; 1024..65530
 */
public record Ports(int first) {

    public Ports {
        if (first < 1024 || first > 65_530) {
            throw new IllegalArgumentException("--port: expected 1024..65530, found " + first);
        }
    }

    public int backEnd() {
        return first;
    }

    public int http() {
        return first + 1;
    }

    public int p256() {
        return first + 2;
    }

    public int rsa() {
        return first + 3;
    }

    public int admin() {
        return first + 4;
    }

    /** The ports that somebody listens on now. */
    public List<Integer> taken() {
        List<Integer> taken = new ArrayList<>();
        for (int port = first; port <= admin(); port++) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true); // connections of an earlier run in TIME_WAIT are no obstacle
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                taken.add(port);
            }
        }
        return taken;
    }
}
