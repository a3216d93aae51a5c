package dev.naru.bench.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of one proxy in a run: the back end's, which all share, and four of its own.
 *
 * @param first of the run; the back end's; 1024..65400
 * @param lane which of the run's proxies this is, from 0
 */
public record Ports(int first, int lane) {

    private static final int OF_EACH = 4;

    public Ports {
        if (first < 1024 || first > 65_400) {
            throw new IllegalArgumentException("--port: expected 1024..65400, found " + first);
        }
    }

    public int backEnd() {
        return first;
    }

    public int http() {
        return first + 1 + OF_EACH * lane;
    }

    public int p256() {
        return http() + 1;
    }

    public int rsa() {
        return http() + 2;
    }

    public int admin() {
        return http() + 3;
    }

    /** The ports up to this proxy's last that somebody listens on now. */
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
