package dev.naru.edge.server;

import dev.naru.edge.config.AdminConfig;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.HealthCheckConfig;
import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.observe.LogWriter;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.Metrics;
import dev.naru.edge.policy.ConnectionLimit;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.CertificateWatcher;
import dev.naru.edge.upstream.HealthProbe;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running edge: event loops, listeners, health probes, admin. Built whole or not at all; {@link #close} drains it.
 *
 * <pre>
 * starting ──▶ serving ──close──▶ unready (drainDelayMs) ──▶ draining (drainTimeoutMs at most) ──▶ closed
 * </pre>
 */
public final class EdgeServer implements AutoCloseable {
    /** A loop that does not answer for so long is left behind. */
    private static final long STOP_WAIT_MS = 2_000;

    private final Snapshot snapshot;
    private final Transports transport;
    private final MultiThreadIoEventLoopGroup group;
    private final List<LoopContext> loops = new ArrayList<>();
    private final List<Channel> listening = new ArrayList<>();
    private final List<HealthProbe> probes = new ArrayList<>();
    private final CertificateWatcher certificates;
    private final ConnectionLimit connections = new ConnectionLimit();
    private final LogWriter log;
    private @Nullable AdminServer admin;
    private volatile boolean ready;
    private boolean closed;

    private EdgeServer(Snapshot snapshot) {
        this.snapshot = snapshot;
        EdgeConfig config = snapshot.config();
        this.transport = Transports.choose(config.runtime().transport());
        int count = config.runtime().eventLoops() == 0
                ? Runtime.getRuntime().availableProcessors()
                : config.runtime().eventLoops();
        this.certificates = CertificateWatcher.start(
                snapshot.reloadables(), CertificateWatcher.POLL_MS, event -> System.err.println("edge-lb: " + event));
        this.log = new LogWriter(config.accessLog().file());
        this.group = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("edge-loop", true), transport.ioHandler());
    }

    /**
     * Starts an edge.
     *
     * @throws CertificateException when a certificate cannot be used
     * @throws IOException when an address cannot be bound or the admin token cannot be read
     */
    public static EdgeServer start(EdgeConfig config) throws CertificateException, IOException {
        EdgeServer server = new EdgeServer(new SnapshotCompiler().compile(config));
        try {
            server.start();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void start() throws IOException {
        int index = 0;
        for (var executor : group) {
            EventLoop loop = (EventLoop) executor;
            Bootstrap tcp = SocketOptions.tcp(new Bootstrap().group(loop).channel(transport.channel()));
            Class<? extends Channel> domain = transport.unixChannel();
            Bootstrap unix = domain == null
                    ? null
                    : SocketOptions.buffers(new Bootstrap().group(loop).channel(domain));
            LoopContext context = new LoopContext(loop, index++, tcp, unix, connections, snapshot.topology(), log);
            loops.add(context);
            loop.submit(context::start).syncUninterruptibly();
        }
        startProbes();
        for (ListenerConfig listener : snapshot.config().listeners()) {
            listening.addAll(
                    Listener.bind(listener, snapshot.certificates().get(listener.name()), transport, group, loops));
        }
        AdminConfig adminConfig = snapshot.config().admin();
        if (adminConfig != null) {
            admin = AdminServer.start(adminConfig, metrics(), () -> ready);
        }
        ready = true;
    }

    private void startProbes() {
        for (Upstream upstream : snapshot.topology().upstreams()) {
            HealthCheckConfig health = upstream.config().health();
            if (health == null) {
                continue;
            }
            ProbeConnections connections = new ProbeConnections(
                    upstream.config(), snapshot.topology().tls().get(upstream.name()));
            for (Server server : upstream.servers()) {
                HealthProbe probe = HealthProbe.start(
                        server, health, connections, event -> System.err.println("edge-lb: " + event));
                if (probe != null) {
                    probes.add(probe);
                }
            }
        }
    }

    /** The address a listener is bound to: of use when its configured port was 0. */
    public InetSocketAddress address(int listener) {
        int perListener = transport.reusePort() ? loops.size() : 1;
        return (InetSocketAddress) listening.get(listener * perListener).localAddress();
    }

    /** One line for the log: what runs and why. */
    public String describe() {
        return loops.size() + " event loop" + (loops.size() == 1 ? "" : "s") + " on " + transport.name() + " ("
                + transport.why() + ")";
    }

    /** Reads every certificate file that changed, at once. What cannot be used leaves what was there in service, and is returned with its reason. */
    public List<String> reloadCertificates() {
        return certificates.reload();
    }

    /** For tests that stop a loop. */
    EventLoop loop(int index) {
        return loops.get(index).eventLoop();
    }

    /** All counters, in the form that the admin listener shows. */
    Metrics metrics() {
        return new Metrics(stats(), () -> snapshot.topology().servers(), log, snapshot::certificateStats);
    }

    /** The counters of each loop. */
    public List<LoopStats> stats() {
        return loops.stream().map(LoopContext::stats).toList();
    }

    /** Drains and stops: readiness fails at once, listeners close after drainDelayMs, and what is in flight may finish for drainTimeoutMs. Blocks; idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean served = ready;
        ready = false;
        try {
            if (served) {
                Thread.sleep(snapshot.config().runtime().drainDelayMs());
            }
            for (Channel channel : listening) {
                channel.close().syncUninterruptibly();
            }
            for (LoopContext loop : loops) {
                loop.runDrain();
            }
            long deadline = System.nanoTime()
                    + TimeUnit.MILLISECONDS.toNanos(snapshot.config().runtime().drainTimeoutMs());
            while (open() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            long left = open();
            if (left > 0) {
                System.err.println(
                        "edge-lb: drain: " + left + " connections were still open after drainTimeoutMs and are cut");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        probes.forEach(HealthProbe::stop);
        certificates.close();
        for (LoopContext loop : loops) {
            loop.eventLoop().submit(loop::cutAll).awaitUninterruptibly(STOP_WAIT_MS);
            loop.eventLoop().submit(loop::publishLog).awaitUninterruptibly(STOP_WAIT_MS);
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        if (admin != null) {
            admin.close();
        }
        log.close();
    }

    private long open() {
        return loops.stream().mapToLong(loop -> loop.stats().clientsOpen()).sum();
    }
}
