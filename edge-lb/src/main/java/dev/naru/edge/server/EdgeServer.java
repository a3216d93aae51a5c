package dev.naru.edge.server;

import dev.naru.edge.config.AdminConfig;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.HealthCheckConfig;
import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LimitStats;
import dev.naru.edge.observe.LogWriter;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.Metrics;
import dev.naru.edge.observe.MetricsSources;
import dev.naru.edge.observe.ReloadStats;
import dev.naru.edge.policy.ConnectionLimit;
import dev.naru.edge.policy.Shedding;
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
import java.util.Objects;
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

    private final SnapshotCompiler compiler;
    private final Snapshot snapshot;
    private final Transports transport;
    private final MultiThreadIoEventLoopGroup group;
    private final List<LoopContext> loops = new ArrayList<>();
    private final List<Channel> listening = new ArrayList<>();
    private final List<HealthProbe> probes = new ArrayList<>();
    private final CertificateWatcher certificates;
    private final ConnectionLimit connections = new ConnectionLimit();
    private final LogWriter log;
    private final ReloadStats reloads = new ReloadStats();
    private final Shedding shedding = new Shedding();
    private @Nullable MachineWatch machine;
    private @Nullable Supervisor supervisor;
    private @Nullable AdminServer admin;
    private volatile boolean ready;
    private boolean closed;

    private EdgeServer(SnapshotCompiler compiler, Snapshot snapshot) {
        this.compiler = compiler;
        this.snapshot = snapshot;
        EdgeConfig config = snapshot.config();
        this.transport = Transports.choose(config.runtime().transport());
        int count = config.runtime().eventLoops() == 0
                ? Runtime.getRuntime().availableProcessors()
                : config.runtime().eventLoops();
        this.certificates =
                CertificateWatcher.start(snapshot.reloadables(), CertificateWatcher.POLL_MS, EdgeServer::say);
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
        SnapshotCompiler compiler = new SnapshotCompiler();
        EdgeServer server = new EdgeServer(compiler, compiler.compile(config));
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
            LoopContext context =
                    new LoopContext(loop, index++, tcp, unix, connections, shedding, snapshot.topology(), log);
            loops.add(context);
            loop.submit(context::start).syncUninterruptibly();
        }
        startProbes();
        machine = new MachineWatch(stats(), shedding);
        supervisor = new Supervisor(snapshot.topology().upstreams(), stats(), machine, EdgeServer::say);
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
                probes.add(HealthProbe.start(
                        server, health, upstream.config().resilience().warmUp(), connections, EdgeServer::say));
            }
        }
    }

    private static void say(String event) {
        EventLog.say(event);
    }

    /** For tests: from now on the machine is as full as they say. */
    void shed(boolean connections, boolean requests) {
        machine().pretend(connections, requests);
    }

    private MachineWatch machine() {
        return Objects.requireNonNull(machine, "started");
    }

    /** What the loops run, for tests that put something else in its place. */
    List<LoopContext> loops() {
        return loops;
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
        return new Metrics(new MetricsSources(
                Version.TEXT,
                stats(),
                () -> snapshot.topology().upstreams(),
                compiler::limits,
                log,
                snapshot::certificateStats,
                reloads,
                machine()::reading));
    }

    /** The counters of each loop. */
    public List<LoopStats> stats() {
        return loops.stream().map(LoopContext::stats).toList();
    }

    /** What the rate limits have counted. */
    List<LimitStats> limits() {
        return compiler.limits();
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
                say("drain: " + left + " connections were still open after drainTimeoutMs and are cut");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        probes.forEach(HealthProbe::stop);
        if (supervisor != null) {
            supervisor.close();
        }
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
        EventLog.flush();
    }

    private long open() {
        return loops.stream().mapToLong(loop -> loop.stats().clientsOpen()).sum();
    }
}
