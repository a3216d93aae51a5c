package dev.naru.edge.upstream;

import dev.naru.edge.config.HealthCheckConfig;
import dev.naru.edge.config.WarmUpConfig;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Active health checks of one server: a GET every interval, give or take a tenth, on a virtual thread of its own. {@code rise} passes in a row make it eligible,
 * {@code fall} failures in a row make it not; while it is down it is asked twice as often. A server that could not be reached has been restarted when it
 * passes again: it is warmed up before it gets anything. Ends when interrupted.
 */
public final class HealthProbe {
    private final Server server;
    private final HealthCheckConfig config;
    private final @Nullable WarmUpConfig warmUp;
    private final ProbeConnector connector;
    private final Consumer<String> events;
    private final Thread thread;
    private int passes;
    private int failures;
    private boolean up;
    private boolean cold;

    private HealthProbe(
            Server server,
            HealthCheckConfig config,
            @Nullable WarmUpConfig warmUp,
            ProbeConnector connector,
            Consumer<String> events) {
        this.server = server;
        this.config = config;
        this.warmUp = warmUp;
        this.connector = connector;
        this.events = events;
        this.up = !server.state().barred(ServerState.Bar.CHECKS);
        this.cold = server.state().barred(ServerState.Bar.COLD);
        this.thread = Thread.ofVirtual().name("health-" + server.name()).unstarted(this::run);
    }

    /** Starts probing. */
    public static HealthProbe start(
            Server server,
            HealthCheckConfig config,
            @Nullable WarmUpConfig warmUp,
            ProbeConnector connector,
            Consumer<String> events) {
        HealthProbe probe = new HealthProbe(server, config, warmUp, connector, events);
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

    private void note(String problem) throws InterruptedException {
        boolean pass = problem.isEmpty();
        passes = pass ? passes + 1 : 0;
        failures = pass ? 0 : failures + 1;
        // The first verdict needs no repetition: a start should not take rise intervals.
        boolean rises =
                !up && (passes >= config.rise() || (pass && !server.state().everChecked()));
        boolean falls = up && failures >= config.fall();
        if (rises && cold && warmUp != null) {
            say(": " + WarmUp.run(server, connector, warmUp));
        }
        if (rises || falls) {
            up = rises;
            cold &= !rises;
            server.state().checked(up);
            say(up ? " passes its health checks" : " fails its health checks: " + problem);
        }
        if (!up && cold) {
            server.state().bar(ServerState.Bar.COLD, true);
        }
    }

    private void say(String what) {
        events.accept("server " + server.upstream() + "/" + server.name() + what);
    }

    /** What is wrong, or an empty string. */
    private String probe() {
        try {
            int status = Probe.status(server, connector, config.path(), config.timeoutMs());
            return status == config.expectedStatus()
                    ? ""
                    : "status " + status + ", expected " + config.expectedStatus();
        } catch (Probe.UnreachableException e) {
            cold = true;
            return String.valueOf(e.getCause());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
