package dev.naru.edge.upstream;

import dev.naru.edge.config.HealthCheckConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Active health checks of one server: a GET every interval, give or take a tenth, on a virtual thread of its own. {@code rise} passes in a row make it eligible,
 * {@code fall} failures in a row make it not; while it is down it is asked twice as often. Ends when interrupted.
 */
public final class HealthProbe {
    private final Server server;
    private final HealthCheckConfig config;
    private final ProbeConnector connector;
    private final Consumer<String> events;
    private final Thread thread;
    private int passes;
    private int failures;
    private boolean up;

    private HealthProbe(Server server, HealthCheckConfig config, ProbeConnector connector, Consumer<String> events) {
        this.server = server;
        this.config = config;
        this.connector = connector;
        this.events = events;
        this.up = server.state().checkedUp();
        this.thread = Thread.ofVirtual().name("health-" + server.name()).unstarted(this::run);
    }

    /** Starts probing; null for a server that has no TCP address. */
    public static @Nullable HealthProbe start(
            Server server, HealthCheckConfig config, ProbeConnector connector, Consumer<String> events) {
        if (!(server.address() instanceof InetSocketAddress)) {
            return null;
        }
        HealthProbe probe = new HealthProbe(server, config, connector, events);
        probe.thread.start();
        return probe;
    }

    /** Ends the probing; the server keeps its last verdict. */
    public void stop() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                note(probe());
                long interval = up ? config.intervalMs() : Math.max(1, config.intervalMs() / 2);
                long jitter = Math.max(1, interval / 10);
                Thread.sleep(interval - jitter + ThreadLocalRandom.current().nextLong(2 * jitter));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stop() ends it
        }
    }

    private void note(String problem) {
        boolean pass = problem.isEmpty();
        passes = pass ? passes + 1 : 0;
        failures = pass ? 0 : failures + 1;
        // The first verdict needs no repetition: a start should not take rise intervals.
        boolean rises =
                !up && (passes >= config.rise() || (pass && !server.state().everChecked()));
        boolean falls = up && failures >= config.fall();
        if (rises || falls) {
            up = rises;
            server.state().checked(up);
            events.accept("server " + server.upstream() + "/" + server.name()
                    + (up ? " passes its health checks" : " fails its health checks: " + problem));
        }
    }

    /** What is wrong, or an empty string. */
    private String probe() {
        InetSocketAddress address = (InetSocketAddress) server.address();
        try (Socket socket = connector.open(server, (int) config.timeoutMs())) {
            int status = HealthRequest.status(socket, address, config.path(), config.timeoutMs());
            return status == config.expectedStatus()
                    ? ""
                    : "status " + status + ", expected " + config.expectedStatus();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
