package dev.naru.edge.proxy;

import dev.naru.edge.balance.Balancer;
import dev.naru.edge.balance.HashKey;
import dev.naru.edge.config.AccessLogConfig;
import dev.naru.edge.config.Cidr;
import dev.naru.edge.config.LimitsConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.http.Lines;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestParser;
import dev.naru.edge.http.RequestWriter;
import dev.naru.edge.http.ResponseHead;
import dev.naru.edge.http.ResponseParser;
import dev.naru.edge.observe.AccessLog;
import dev.naru.edge.observe.Ended;
import dev.naru.edge.observe.LogWriter;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.RequestRecord;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.observe.ServerStats;
import dev.naru.edge.observe.SpanExporter;
import dev.naru.edge.observe.Tracer;
import dev.naru.edge.policy.ClientAddress;
import dev.naru.edge.policy.ConnectionLimit;
import dev.naru.edge.policy.GateRequest;
import dev.naru.edge.policy.Shedding;
import dev.naru.edge.pool.ConnectionPool;
import dev.naru.edge.route.Asked;
import dev.naru.edge.route.Facts;
import dev.naru.edge.route.Rewriter;
import dev.naru.edge.route.Route;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Load;
import dev.naru.edge.upstream.LoopCount;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import dev.naru.edge.upstream.UpstreamState;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All that one event loop owns: parsers and scratch arrays, balancers, pools, timers, counters. Everything here is touched by its loop's thread only, except the
 * {@link LoopStats}, which others read.
 */
public final class LoopContext {
    private static final int FREE_RECORDS = 1024;
    /** Room for peer addresses and authorities beside the head itself. */
    private static final int SCRATCH_EXTRA = RequestWriter.MAX_ADDED + Lines.MAX + 16 * 1024;

    final EventLoop loop;
    final ByteBufAllocator alloc;
    final ConnectionLimit connections;
    final Shedding shedding;
    final LoopStats stats;
    final TimerWheel timers = new TimerWheel();
    final RouteStats unrouted;

    // Scratch: valid from a parse to the next one, never across a return to the loop.
    byte[] in = {};
    byte[] out = {};
    final Lines added = new Lines();
    final ByteBuffer peek = ByteBuffer.allocateDirect(1);
    final Ended ended = new Ended();
    RequestHead request;
    ResponseHead response;
    Asked asked;
    final Facts facts = new Facts();
    Rewriter rewriter;
    RequestParser requestParser;
    GateRequest gateRequest;
    private final ClientAddress clientAddress = new ClientAddress();
    ResponseParser responseParser;

    @Nullable
    AccessLog accessLog;

    /** Null when the edge does not trace. */
    @Nullable
    Tracer tracer;

    Topology topology;
    Balancer[] balancers = {};
    /** By upstream; null where the policy hashes nothing. */
    @Nullable
    HashKey[] hashKeys = {};

    /** By route; null where it has none. */
    @Nullable
    Affinity[] affinities = {};

    RouteStats[] routeStats = {};
    ServerLink[] servers = {};
    LoopCount[] counts = {};
    /** Where requests wait, by upstream; null where none ever does. */
    @Nullable
    WaitLine[] lines = {};

    /** Octets of request bodies that are kept to be sent again. */
    long replayBytes;

    boolean draining;
    long epochMillis = System.currentTimeMillis();

    /** When the loop's clock should tick next. */
    private long nextTickNanos;

    final Clients clients = new Clients();

    private final ArrayDeque<RequestRecord> freeRecords = new ArrayDeque<>();
    private long random;

    private final Bootstrap tcp;
    private final @Nullable Bootstrap unix;

    /**
     * @param tcp connects to back ends over TCP
     * @param unix connects to back ends over Unix sockets; null where the transport has none
     * @param connections counts the client connections of all loops
     * @param shedding what is refused while the machine is full
     */
    public LoopContext(
            EventLoop loop,
            int index,
            Bootstrap tcp,
            @Nullable Bootstrap unix,
            ConnectionLimit connections,
            Shedding shedding,
            Topology topology,
            LogWriter log) {
        this.loop = loop;
        this.alloc = PooledByteBufAllocator.DEFAULT;
        this.tcp = tcp;
        this.unix = unix;
        this.connections = connections;
        this.shedding = shedding;
        this.topology = topology;
        this.stats = new LoopStats(index);
        this.unrouted = stats.route("-", "-");
        this.random = new SplittableRandom().nextLong() | 1;
        makeScratch(topology.limits());
        accessLog = accessLog(topology, log);
        install(topology);
    }

    /** Whether any of the limits differs that scratch is made by. */
    private static boolean changesScratch(LimitsConfig next, LimitsConfig before) {
        return next.headBytes() != before.headBytes()
                || next.requestLineBytes() != before.requestLineBytes()
                || next.headers() != before.headers();
    }

    /** Scratch has the size of the largest head. Nothing in it outlives a task of the loop, so a reload may replace it. */
    private void makeScratch(LimitsConfig limits) {
        in = new byte[limits.headBytes() + 1024];
        // The request writer puts the authority twice, and a rewritten target may be longer than the client's.
        out = new byte[limits.headBytes() * 2 + limits.requestLineBytes() + SCRATCH_EXTRA];
        request = new RequestHead(limits.headers());
        response = new ResponseHead(limits.headers());
        asked = new Asked(request);
        rewriter = new Rewriter(limits.requestLineBytes());
        gateRequest = new GateRequest(in, request, added);
        requestParser = new RequestParser(limits.requestLineBytes(), limits.headBytes());
        responseParser = new ResponseParser(limits.headBytes());
    }

    private static @Nullable AccessLog accessLog(Topology topology, LogWriter log) {
        AccessLogConfig logging = topology.accessLog();
        return logging.enabled() ? new AccessLog(log.newRing(), logging.format()) : null;
    }

    /** Logs as a topology says from now on, to this writer; on the loop. What was logged before is handed to the writer before. */
    public void log(Topology next, LogWriter log) {
        publishLog();
        accessLog = accessLog(next, log);
        if (accessLog != null) {
            accessLog.tick(epochMillis);
        }
    }

    /** Makes spans for this exporter from now on, or none; on the loop. What was handed over before is with the one before. */
    public void trace(@Nullable SpanExporter exporter) {
        tracer = exporter == null ? null : exporter.newTracer(stats);
    }

    /** Starts the loop's clock; called once, on the loop. */
    public void start() {
        nextTickNanos = System.nanoTime();
        tick();
        loop.scheduleAtFixedRate(this::tick, TimerWheel.TICK_MS, TimerWheel.TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            stats.lagged(now - nextTickNanos);
            nextTickNanos += TimeUnit.MILLISECONDS.toNanos(TimerWheel.TICK_MS);
            epochMillis = System.currentTimeMillis();
            if (accessLog != null) {
                accessLog.tick(epochMillis);
            }
            timers.tick();
            tickUpstreams(System.nanoTime());
        } catch (RuntimeException fault) {
            // A periodic task that throws is never run again, and a loop without its clock has no deadlines.
            Faults.report("tick of " + loop, fault);
        }
    }

    private void tickUpstreams(long now) {
        for (LoopCount count : counts) {
            count.tick(now);
        }
        for (WaitLine line : lines) {
            if (line != null) {
                line.tick(now);
            }
        }
    }

    /**
     * Makes a topology current; on the loop. Servers that stay keep their idle connections, unchanged upstreams their turns, routes and servers their counters; connections to
     * servers that left, or take no new requests, are closed when they are idle.
     */
    public void install(Topology next) {
        ServerLink[] before = servers;
        if (changesScratch(next.limits(), topology.limits())) {
            makeScratch(next.limits());
        }
        installLines(next);
        installBalancers(next);
        topology = next;
        List<Upstream> upstreams = next.upstreams();
        hashKeys = upstreams.stream()
                .map(upstream -> HashKey.of(upstream.config().balance()))
                .toArray(HashKey[]::new);
        affinities = new Affinity[next.routes().routes().size()];
        next.affinities()
                .forEach((route, rule) -> affinities[route] =
                        new Affinity(rule, upstreams.get(rule.upstream()), balancers[rule.upstream()]));
        routeStats = new RouteStats[next.routes().routes().size()];
        for (Route route : next.routes().routes()) {
            routeStats[route.index()] = stats.route(route.site(), route.name());
        }
        servers = upstreams.stream()
                .flatMap(upstream -> upstream.groups().stream().flatMap(group -> group.servers().stream()
                        .map(server -> link(upstream, group, server, before, next))))
                .toArray(ServerLink[]::new);
        closeIdle(before);
    }

    /** Whoever changes nothing of an upstream does not begin its turns anew. */
    private void installBalancers(Topology next) {
        List<Upstream> known = topology.upstreams();
        Balancer[] before = balancers;
        balancers = new Balancer[next.upstreams().size()];
        for (Upstream upstream : next.upstreams()) {
            int i = upstream.index();
            balancers[i] = i < before.length && known.get(i).equals(upstream)
                    ? before[i]
                    : new Balancer(upstream, nextRandom());
        }
    }

    private void closeIdle(ServerLink[] before) {
        Set<ServerStats> counted = new HashSet<>();
        for (ServerLink link : servers) {
            counted.add(link.stats);
        }
        for (ServerLink link : before) {
            boolean stays = Arrays.stream(servers).anyMatch(now -> now.pool == link.pool);
            if (!stays) {
                link.pool.limit(0);
            }
            while (link.pool.overfull()) {
                ServerHandler idle = link.pool.take();
                if (idle != null) {
                    idle.closeIdle();
                }
            }
        }
        stats.forgetServersBut(counted);
    }

    /** An upstream as it is now; null when a reload took it away. */
    @Nullable
    Upstream current(Upstream then) {
        List<Upstream> now = topology.upstreams();
        if (then.index() < now.size() && now.get(then.index()).state() == then.state()) {
            return now.get(then.index());
        }
        int index = indexOf(then.state(), now);
        return index < 0 ? null : now.get(index);
    }

    private void installLines(Topology next) {
        List<Upstream> known = topology.upstreams();
        LoopCount[] countsBefore = counts;
        @Nullable WaitLine[] linesBefore = lines;
        counts = new LoopCount[next.upstreams().size()];
        lines = new WaitLine[counts.length];
        for (Upstream upstream : next.upstreams()) {
            int before = countsBefore.length == 0 ? -1 : indexOf(upstream.state(), known);
            counts[upstream.index()] = before < 0 ? upstream.state().newCount() : countsBefore[before];
            WaitLine line = before < 0 ? null : linesBefore[before];
            // Those who wait already are not refused because nobody shall wait from now on.
            if (WaitLine.neededBy(upstream.config().resilience()) || (line != null && !line.empty())) {
                if (line == null) {
                    line = new WaitLine(this, upstream);
                } else {
                    line.follow(upstream);
                    linesBefore[before] = null;
                }
                lines[upstream.index()] = line;
            }
        }
        for (WaitLine line : linesBefore) {
            if (line != null) {
                line.close();
            }
        }
    }

    private static int indexOf(UpstreamState state, List<Upstream> upstreams) {
        for (Upstream upstream : upstreams) {
            if (upstream.state() == state) {
                return upstream.index();
            }
        }
        return -1;
    }

    private ServerLink link(Upstream of, Group group, Server server, ServerLink[] before, Topology next) {
        UpstreamConfig upstream = of.config();
        Connector connector = new Connector(
                bootstrap(server.address()),
                server.address(),
                upstream,
                next.tls().get(upstream.name()));
        Load load = upstream.balance().countsInFlight() ? server.state().load() : null;
        ServerStats counted = stats.server(server.upstream(), server.group(), server.name());
        int kept = group.share() > 0 && server.takesNew() ? upstream.keepalive() : 0;
        for (ServerLink link : before) {
            if (link.server.state() == server.state()
                    && link.stats == counted
                    && link.connector.makesTheSameAs(connector)) {
                link.pool.limit(kept);
                return new ServerLink(server, link.pool, counted, connector, load);
            }
        }
        return new ServerLink(server, new ConnectionPool<>(kept), counted, connector, load);
    }

    private Bootstrap bootstrap(SocketAddress address) {
        if (!(address instanceof DomainSocketAddress)) {
            return tcp;
        }
        Bootstrap domain = unix;
        if (domain == null) {
            throw new IllegalStateException(
                    "this transport has no Unix sockets: use runtime.transport epoll for " + address);
        }
        return domain;
    }

    /** What the loop runs now. */
    public Topology topology() {
        return topology;
    }

    /** The loop itself. */
    public EventLoop eventLoop() {
        return loop;
    }

    /** Tells the connections of a listener that is draining, from any thread. */
    public void runDrain(ListenerState listener) {
        loop.execute(() -> clients.forEach(client -> {
            if (client.cameBy(listener)) {
                client.drain();
            }
        }));
    }

    /** The open client connections, at most so many; on the loop. */
    public List<ConnectionView> connections(int limit) {
        long now = System.nanoTime();
        List<ConnectionView> views = new ArrayList<>();
        clients.forEach(client -> {
            if (views.size() < limit) {
                views.add(client.view(now));
            }
        });
        return views;
    }

    /** Cuts what is left after the drain, so that every account is closed; on the loop. */
    public void cutAll() {
        clients.forEach(ClientHandler::close);
        for (ServerLink link : servers) {
            for (ServerHandler idle = link.pool.take(); idle != null; idle = link.pool.take()) {
                idle.close();
            }
        }
    }

    /** Hands the last lines of the access log to its writer; on the loop, and nothing may be logged behind it. */
    public void publishLog() {
        if (accessLog != null) {
            accessLog.tick(epochMillis);
        }
    }

    /** Begins the drain, on the loop: every answer from now on closes its connection, and idle connections are closed when they have been idle for a moment. */
    public void drain() {
        draining = true;
        clients.forEach(ClientHandler::drain);
    }

    /** Open client connections; for any thread. */
    public LoopStats stats() {
        return stats;
    }

    /** The octets of the address of who sent the request that was parsed last, behind proxies that are listed; valid until the next call. */
    byte[] clientAddress(ClientSocket client) {
        return client.trusted
                ? clientAddress.find(in, request.fields, client.peerOctets, topology.trustedProxies())
                : client.peerOctets;
    }

    /** What header lines may say of a request but for its host. */
    Facts facts(ClientSocket client, Exchange e) {
        facts.client = client.peerText;
        facts.https = client.https;
        facts.idHigh = e.idHigh;
        facts.idLow = e.idLow;
        return facts;
    }

    /** What header lines of an answer may say of its request. */
    Facts answerFacts(ClientSocket client, Exchange e) {
        facts.host(e.host, 0, e.hostLength);
        return facts(client, e);
    }

    boolean trusts(InetAddress peer) {
        for (Cidr cidr : topology.trustedProxies()) {
            if (cidr.contains(peer.getAddress())) {
                return true;
            }
        }
        return false;
    }

    /** xorshift64* (Vigna 2016): request ids need to be unique and cheap, not secret. */
    long nextRandom() {
        long x = random;
        x ^= x >>> 12;
        x ^= x << 25;
        x ^= x >>> 27;
        random = x;
        return x * 0x2545F4914F6CDD1DL;
    }

    RequestRecord takeRecord() {
        RequestRecord record = freeRecords.pollLast();
        return record == null ? new RequestRecord() : record;
    }

    void give(RequestRecord record) {
        if (freeRecords.size() < FREE_RECORDS) {
            freeRecords.addLast(record);
        }
    }

    /** What this loop has of one server. */
    static final class ServerLink {
        final Server server;
        final ConnectionPool<ServerHandler> pool;
        final ServerStats stats;
        final Connector connector;
        /** Null where the policy of its upstream does not ask. */
        final @Nullable Load load;

        ServerLink(
                Server server,
                ConnectionPool<ServerHandler> pool,
                ServerStats stats,
                Connector connector,
                @Nullable Load load) {
            this.load = load;
            this.connector = connector;
            this.server = server;
            this.pool = pool;
            this.stats = stats;
        }
    }
}
