package dev.naru.edge.server;

import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * {@code edge-lb run}: serves until SIGTERM or SIGINT, then drains.
 *
 * @param replaced the process id of the edge whose place it takes; 0 for none
 */
record RunCommand(Path config, long replaced) implements Main.Command {
    /** Reads {@code run --config FILE [--replace PID]}. */
    static RunCommand parse(String[] args) throws UsageException {
        String config = "";
        long replaced = 0;
        for (int i = 1; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            if (args[i].equals("--config") && !value.isEmpty()) {
                config = value;
            } else if (args[i].equals("--replace") && value.matches("[1-9][0-9]{0,8}")) {
                replaced = Long.parseLong(value);
            } else {
                throw new UsageException(
                        "'run' wants --config FILE and, to take the place of another edge, --replace PID; found '"
                                + args[i] + (value.isEmpty() ? "" : " " + value) + "'");
            }
        }
        if (config.isEmpty()) {
            throw new UsageException("'run' wants --config FILE");
        }
        return new RunCommand(Path.of(config), replaced);
    }

    @Override
    public int run(EdgeConfig edge) throws IOException, CertificateException {
        CountDownLatch stopped = new CountDownLatch(1);
        ServiceManager systemd = new ServiceManager(System.getenv("NOTIFY_SOCKET"), RunCommand::say);
        EdgeServer server = serve(edge, systemd, stopped::countDown);
        try {
            if (replaced != 0) {
                server.replaceOther();
                say("process " + replaced + " has ended, and this one has its place");
            }
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /**
     * Starts all that runs until the process is told to end.
     *
     * @param systemd told of each step
     * @param stopped called when it has drained
     */
    EdgeServer serve(EdgeConfig edge, ServiceManager systemd, Runnable stopped)
            throws IOException, CertificateException {
        warnOfSharedPorts(edge);
        Takeover takeover = replaced == 0 ? null : Takeover.of(replaced, edge.listeners(), RunCommand::say);
        EdgeServer server = EdgeServer.start(edge, config, takeover);
        if (!Hangup.does(() -> reload(server, systemd))) {
            say(
                    "SIGHUP is ignored, as whoever started this process asked for (nohup?): reload by the file or by  edge-lb ctl reload");
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("edge-shutdown").unstarted(() -> {
                    say("draining");
                    systemd.stopping(server.drainMs());
                    server.close();
                    stopped.run();
                    say("stopped");
                }));
        for (ListenerConfig listener : edge.listeners()) {
            say("listening on " + listener.host() + ":" + listener.port()
                    + (listener.tls() == null ? "" : " with " + Certificates.provider()));
        }
        say(Main.version() + " serving: " + server.describe());
        systemd.ready("serving");
        return server;
    }

    private static void reload(EdgeServer server, ServiceManager systemd) {
        systemd.reloading();
        systemd.ready(
                server.reload("SIGHUP").taken() ? "serving" : "serving; the last reload was refused, see the log");
    }

    /** While there is time to do something about it. */
    private void warnOfSharedPorts(EdgeConfig edge) {
        if (replaced != 0 || PortSockets.migrates()) {
            return;
        }
        for (ListenerConfig listener : edge.listeners()) {
            if (listener.port() != 0
                    && PortSockets.listening(new InetSocketAddress(listener.host(), listener.port())) > 0) {
                say("warning: listeners: " + listener.name() + " shares port " + listener.port()
                        + " with another process, and net.ipv4.tcp_migrate_req is 0: when one of them ends, connections that are just being made to it"
                        + " may be reset. Set it to 1, or start with --replace PID");
            }
        }
    }

    private static void say(String event) {
        System.err.println("edge-lb: " + event);
    }
}
