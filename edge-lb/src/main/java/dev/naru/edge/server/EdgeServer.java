package dev.naru.edge.server;

import dev.naru.edge.admin.AdminServer;
import dev.naru.edge.admin.AuditLog;
import dev.naru.edge.admin.ConfigDiff;
import dev.naru.edge.admin.Edge;
import dev.naru.edge.admin.EdgeInfo;
import dev.naru.edge.admin.EventHub;
import dev.naru.edge.admin.ListenerInfo;
import dev.naru.edge.admin.ReloadReport;
import dev.naru.edge.config.AdminConfig;
import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.RuntimeConfig;
import dev.naru.edge.deploy.DeployThread;
import dev.naru.edge.discovery.Discovery;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LimitStats;
import dev.naru.edge.observe.LogWriter;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.Metrics;
import dev.naru.edge.observe.MetricsFormat;
import dev.naru.edge.observe.MetricsSources;
import dev.naru.edge.policy.ConnectionLimit;
import dev.naru.edge.policy.Shedding;
import dev.naru.edge.proxy.ConnectionView;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.CertificateWatcher;
import dev.naru.edge.upstream.Change;
import dev.naru.edge.upstream.ControlException;
import dev.naru.edge.upstream.TrafficControl;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running edge: event loops, listeners, health probes, admin. Built whole or not at all; {@link #reload} makes its configuration file current again, {@link #close}
 * drains it.
 *
 * <pre>
 * starting ──▶ serving ──close──▶ unready (drainDelayMs) ──▶ draining (drainTimeoutMs at most) ──▶ closed
 * </pre>
 */
public final class EdgeServer implements AutoCloseable, Edge, Reloader.Target {
    /** A loop that does not answer for so long is left behind. */
    private static final long STOP_WAIT_MS = 2_000;

    /** First answers about names are waited for so long at most: a name server that is down must not keep the edge from starting. */
    private static final long NAMES_WAIT_MS = 5_000;

    private final Discovery discovery;
    private final SnapshotCompiler compiler;
    private final Live live;
    private final Transports transport;
    private final MultiThreadIoEventLoopGroup group;
    private final Loops loops = new Loops();
    private final Tracing tracing = new Tracing(loops);
    private final Listeners listeners;
    private final Probes probes = new Probes(EdgeServer::say);
    private final CertificateWatcher certificates;
    private final ConnectionLimit connections = new ConnectionLimit();
    private final Shedding shedding = new Shedding();
    private final MachineWatch machine = new MachineWatch(loops::stats, shedding);
    private final Reloader reloader;
    private final @Nullable Takeover takeover;
    private final Announcements announcements;
    private final Instant startedAt = Instant.now();
    private volatile LogWriter log;
    private @Nullable Supervisor supervisor;
    private @Nullable Deployments deployments;
    private @Nullable AdminServer admin;
    private volatile @Nullable ConfigWatcher watcher;
    private volatile boolean ready;
    private volatile boolean closing;
    private boolean closed;

    private EdgeServer(
            Discovery discovery,
            SnapshotCompiler compiler,
            Snapshot snapshot,
            @Nullable Path file,
            AuditLog auditLog,
            @Nullable Takeover takeover) {
        this.takeover = takeover;
        this.discovery = discovery;
        this.compiler = compiler;
        this.announcements = new Announcements(auditLog);
        this.live = new Live(snapshot, loops, announcements::changed);
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
        this.listeners = new Listeners(transport, group, loops.all());
        this.reloader = new Reloader(file, this, announcements::changed, EdgeServer::say);
    }

    /**
     * Starts an edge that cannot be reloaded, as {@link #start(EdgeConfig, Path)}.
     *
     * @throws CertificateException when a certificate cannot be used
     * @throws IOException when an address cannot be bound or the admin token cannot be read
     */
    public static EdgeServer start(EdgeConfig config) throws CertificateException, IOException {
        return start(config, null);
    }

    /**
     * Starts an edge.
     *
     * @param file that the configuration was read from, for reloads; null when there is none
     * @throws CertificateException when a certificate cannot be used
     * @throws IOException when an address cannot be bound or the admin token cannot be read
     */
    public static EdgeServer start(EdgeConfig config, @Nullable Path file) throws CertificateException, IOException {
        return start(config, file, null);
    }

    /** As {@link #start(EdgeConfig, Path)}, beside an edge that is to be {@linkplain #replaceOther replaced}. */
    static EdgeServer start(EdgeConfig config, @Nullable Path file, @Nullable Takeover takeover)
            throws CertificateException, IOException {
        Discovery discovery = new Discovery(EdgeServer::say);
        SnapshotCompiler compiler = new SnapshotCompiler(discovery::expand);
        EdgeServer server;
        try {
            find(discovery, config);
            Snapshot snapshot = compiler.compile(config, null);
            AdminConfig adminConfig = config.admin();
            AuditLog auditLog = AuditLog.open(adminConfig == null ? null : adminConfig.auditLog(), EdgeServer::say);
            server = new EdgeServer(discovery, compiler, snapshot, file, auditLog, takeover);
        } catch (CertificateException | IOException | RuntimeException e) {
            discovery.close();
            throw e;
        }
        try {
            server.start();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Follows the names of these configurations, and waits a moment for those that are new. */
    private static void find(Discovery discovery, EdgeConfig... configs) {
        discovery.follow(configs);
        try {
            if (!discovery.awaitFirst(NAMES_WAIT_MS)) {
                say("dns: no answer yet about some names: they have no server until there is one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() throws IOException {
        Snapshot snapshot = live.snapshot();
        compiler.commit(snapshot);
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
        tracing.follow(snapshot.config().tracing());
        probes.follow(snapshot.topology());
        Supervisor judging = new Supervisor(snapshot.topology().upstreams(), stats(), machine, EdgeServer::say);
        supervisor = judging;
        live.follower(judging::follow);
        Deployments resumed = Deployments.start(
                snapshot.config().deployments(),
                new LiveTraffic(live, live::topology, stats()),
                announcements::deployed);
        deployments = resumed;
        listeners
                .prepare(snapshot.config().listeners(), snapshot.certificates())
                .commit();
        if (takeover == null) {
            openAdmin();
        }
        discovery.tell(this::rediscovered);
        Path file = reloader.file();
        if (file != null) {
            watcher = ConfigWatcher.start(file, ConfigWatcher.POLL_MS, this::fileChanged);
        }
        ready = true;
    }

    private void openAdmin() throws IOException {
        AdminConfig adminConfig = live.snapshot().config().admin();
        if (adminConfig != null) {
            admin = AdminServer.start(adminConfig, this);
        }
    }

    /** Sends the edge away that this one replaces, once this one serves; its admin address is taken over when it has ended. Blocks; does nothing when none is replaced. */
    void replaceOther() throws InterruptedException {
        Takeover its = takeover;
        if (its == null) {
            return;
        }
        its.perform(listeners.all().stream()
                .map(Listener::channels)
                .filter(channels -> !channels.isEmpty())
                .toList());
        synchronized (this) {
            if (!closed) {
                try {
                    openAdmin();
                } catch (IOException e) {
                    say("admin: there is no admin listener until the next start: " + e.getMessage());
                }
            }
        }
    }

    private static void say(String event) {
        EventLog.say(event);
    }

    /** For tests: from now on the machine is as full as they say. */
    void shed(boolean connections, boolean requests) {
        machine.pretend(connections, requests);
    }

    // ---- reload

    /** Unless a reload that was asked for has read it meanwhile. */
    private void fileChanged() {
        live.changing.lock();
        try {
            ConfigWatcher watching = watcher;
            if (watching != null
                    && watching.claim()
                    && live.snapshot().config().runtime().reloadOnChange()) {
                reload("the change of the file");
            }
        } finally {
            live.changing.unlock();
        }
    }

    @Override
    public ReloadReport reload(String who) {
        live.changing.lock();
        try {
            ConfigWatcher watching = watcher;
            if (watching != null) {
                watching.seen();
            }
            ReloadReport report = reloader.reload(who);
            discovery.follow(live.snapshot().config()); // names that left, or were in a file that was refused
            return report;
        } finally {
            live.changing.unlock();
        }
    }

    @Override
    public Live live() {
        return live;
    }

    /** Names lead elsewhere: the same configuration, with other servers. */
    private boolean rediscovered() {
        live.changing.lock();
        try {
            if (!closing) {
                Snapshot next = compiler.compile(live.snapshot().config(), live.snapshot());
                replace(next, live.prepare(next)).forEach(EdgeServer::say);
            }
            return true;
        } catch (ControlException | CertificateException | IOException | RuntimeException e) {
            say("dns: other addresses are not used yet: " + e.getMessage());
            return false;
        } finally {
            live.changing.unlock();
        }
    }

    @Override
    public Snapshot compile(EdgeConfig config) throws CertificateException {
        find(discovery, live.snapshot().config(), config);
        return compiler.compile(config, live.snapshot());
    }

    @Override
    public List<String> replace(Snapshot next, Topology topology) throws IOException {
        Snapshot before = live.snapshot();
        LogWriter logBefore = log;
        boolean logChanged = !next.config().accessLog().equals(before.config().accessLog());
        LogWriter logNext = logChanged ? new LogWriter(next.config().accessLog().file()) : logBefore;
        Listeners.Change listening;
        try {
            listening = listeners.prepare(next.config().listeners(), next.certificates());
        } catch (IOException e) {
            if (logChanged) {
                logNext.close();
            }
            throw e;
        }
        // Nothing fails from here on.
        compiler.commit(next);
        live.replace(next, topology);
        if (logChanged) {
            log = logNext;
            loops.log(next.topology(), logNext);
            logBefore.close();
        }
        tracing.follow(next.config().tracing());
        listening.commit();
        probes.follow(next.topology());
        certificates.follow(next.reloadables());
        List<String> warnings = new ArrayList<>(certificates.reload());
        warnings.addAll(waitingForRestart(before.config(), next.config()));
        return warnings;
    }

    private static List<String> waitingForRestart(EdgeConfig before, EdgeConfig next) {
        List<String> waiting = new ArrayList<>();
        RuntimeConfig was = before.runtime();
        RuntimeConfig is = next.runtime();
        if (was.transport() != is.transport() || was.eventLoops() != is.eventLoops()) {
            waiting.add("runtime.transport and runtime.eventLoops: another value takes effect at the next start");
        }
        if (!Objects.equals(before.admin(), next.admin())) {
            waiting.add("admin: another value takes effect at the next start");
        }
        if (!before.deployments().equals(next.deployments())) {
            waiting.add("deployments: another value takes effect at the next start");
        }
        return waiting;
    }

    // ---- what is to be seen of it

    /** What the loops run, for tests that put something else in its place. */
    List<LoopContext> loops() {
        return loops.all();
    }

    /** The address a listener is bound to: of use when its configured port was 0. */
    public InetSocketAddress address(int listener) {
        return listeners.all().get(listener).address();
    }

    /** The address of the admin listener; null when there is none. */
    @Nullable
    InetSocketAddress adminAddress() {
        AdminServer its = admin;
        return its == null ? null : its.address();
    }

    /** One line for the log: what runs and why. */
    public String describe() {
        int count = loops.all().size();
        return count + " event loop" + (count == 1 ? "" : "s") + " on " + transport.name() + " (" + transport.why()
                + ")";
    }

    /** Reads every certificate file that changed, at once. What cannot be used leaves what was there in service, and is returned with its reason. */
    public List<String> reloadCertificates() {
        return certificates.reload();
    }

    /** The longest that {@link #close} takes. */
    long drainMs() {
        RuntimeConfig runtime = live.snapshot().config().runtime();
        return runtime.drainDelayMs() + runtime.drainTimeoutMs() + 2 * STOP_WAIT_MS + 5_000;
    }

    /** For tests that stop a loop. */
    EventLoop loop(int index) {
        return loops.all().get(index).eventLoop();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public EdgeInfo info() {
        Reloader.Status status = reloader.status();
        Path file = reloader.file();
        return new EdgeInfo(
                Main.version(),
                startedAt,
                closing ? "draining" : ready ? "serving" : "starting",
                transport.name(),
                loops.all().size(),
                file == null ? null : file.toString(),
                status.hash(),
                status.at(),
                status.reloads(),
                status.error());
    }

    @Override
    public List<ListenerInfo> listeners() {
        return listeners.infos();
    }

    @Override
    public List<DeployThread> deployments() {
        Deployments its = deployments;
        return its == null ? List.of() : its.all();
    }

    @Override
    public Topology topology() {
        return live.topology();
    }

    @Override
    public List<ConnectionView> connections(int limit) {
        return loops.connections(limit);
    }

    @Override
    public AuditLog audit() {
        return announcements.audit();
    }

    @Override
    public EventHub events() {
        return announcements.events();
    }

    @Override
    public ConfigDiff diff() {
        Snapshot running = live.snapshot();
        List<ConfigDiff.Difference> overrides = Differences.overrides(live);
        Path file = reloader.file();
        if (file == null) {
            return new ConfigDiff(List.of("the edge was started without a file"), List.of(), overrides);
        }
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Refused refused ->
                new ConfigDiff(refused.errors().stream().map(Object::toString).toList(), List.of(), overrides);
            case ConfigResult.Loaded loaded ->
                new ConfigDiff(List.of(), Differences.between(running.config(), loaded.config()), overrides);
        };
    }

    @Override
    public TrafficControl traffic() {
        return live;
    }

    @Override
    public void drain(String listener, boolean on, String who) throws ControlException {
        live.changing.lock();
        try {
            boolean was = listeners.drain(listener, on);
            if (was != on) {
                announcements.changed(
                        new Change(who, "listener " + listener, was ? "draining" : "ready", on ? "draining" : "ready"));
            }
        } catch (IOException e) {
            throw new ControlException(ControlException.Kind.CONFLICT, String.valueOf(e.getMessage()));
        } finally {
            live.changing.unlock();
        }
    }

    /** All counters, in the form that the admin listener shows. */
    @Override
    public String metrics(MetricsFormat format) {
        return new Metrics(new MetricsSources(
                        Main.version(),
                        stats(),
                        live::upstreams,
                        compiler::limits,
                        log,
                        tracing.stats(),
                        () -> live.snapshot().certificateStats(),
                        reloader.counted(),
                        machine::reading))
                .render(format);
    }

    @Override
    public List<LoopStats> stats() {
        return loops.stats();
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
        closing = true;
        live.close();
        RuntimeConfig runtime = live.snapshot().config().runtime();
        ConfigWatcher watching = watcher;
        if (watching != null) {
            watching.close();
        }
        boolean served = ready;
        ready = false;
        if (deployments != null) {
            deployments.resign();
        }
        try {
            if (served) {
                Thread.sleep(runtime.drainDelayMs());
            }
            // First of all: whoever is answered or accepted from here on is told, and no socket is closed before.
            loops.drain();
            listeners.unbind();
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(runtime.drainTimeoutMs());
            while (loops.open() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            long left = loops.open();
            if (left > 0) {
                say("drain: " + left + " connections were still open after drainTimeoutMs and are cut");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (deployments != null) {
            // Only now: who leads next sees a group as drained when nothing is in flight here either.
            deployments.close();
        }
        discovery.close();
        probes.stop();
        if (supervisor != null) {
            supervisor.close();
        }
        certificates.close();
        for (LoopContext loop : loops.all()) {
            loop.eventLoop().submit(loop::cutAll).awaitUninterruptibly(STOP_WAIT_MS);
            loop.eventLoop().submit(loop::publishLog).awaitUninterruptibly(STOP_WAIT_MS);
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        if (admin != null) {
            admin.close();
        }
        log.close();
        tracing.close();
        announcements.close();
    }
}
