package dev.naru.edge.proxy;

import dev.naru.edge.balance.Tried;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LogLevel;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.proxy.LoopContext.ServerLink;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState.Obstacle;
import dev.naru.edge.upstream.Upstream;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server and a connection for an exchange, or a place to wait for one, and decides whether a failed attempt is repeated. Evidence, not hope: a request goes
 * out again only when the first attempt provably did nothing (no connection was made, or the server said so), or when repeating it has no second effect and no answer
 * began; and only while the upstream's retry budget and the request's own deadline allow it.
 */
final class Dispatcher {
    private Dispatcher() {}

    /** Starts the first attempt, or has the request wait for it. */
    static void dispatch(LoopContext context, ClientHandler client, Exchange e) {
        Upstream upstream = Objects.requireNonNull(e.upstream);
        e.enter(context.actives[upstream.index()]);
        WaitLine line = context.lines[upstream.index()];
        if (line != null && line.busyFor(e)) {
            long now = System.nanoTime();
            if (line.holds() ? line.hold(client, e, now) : line.queue(client, e, now)) {
                return;
            }
            if (line.holds()) {
                client.failed(Outcome.NO_SERVER, noServer(upstream));
            } else {
                overloaded(client, upstream);
            }
            return;
        }
        next(context, client, e);
    }

    private static void next(LoopContext context, ClientHandler client, Exchange e) {
        e.leaveServer();
        long now = System.nanoTime();
        Server server = pick(context, e, now);
        if (server == null) {
            unavailable(context, client, e, now);
        } else {
            send(context, client, e, server, now);
        }
    }

    /** The server for the next attempt, claimed; null when none takes it. */
    static @Nullable Server pick(LoopContext context, Exchange e, long now) {
        return context.balancers[Objects.requireNonNull(e.upstream).index()].pick(now, e.choice, e.tried);
    }

    /** Sends a request that waited: nobody else flushes for it. */
    static void sendWaited(LoopContext context, ClientHandler client, Exchange e, Server server, long now) {
        send(context, client, e, server, now);
        flushAgain(e);
    }

    private static void send(LoopContext context, ClientHandler client, Exchange e, Server server, long now) {
        if (e.serverStartNanos == 0) {
            e.serverStartNanos = now;
        }
        e.chosenNanos = now;
        e.places = server.state().places();
        e.tried.add(server);
        e.link = context.servers[server.index()];
        attempt(context, client, e, true);
    }

    // ---- no server

    private static void unavailable(LoopContext context, ClientHandler client, Exchange e, long now) {
        Upstream upstream = Objects.requireNonNull(e.upstream);
        WaitLine line = context.lines[upstream.index()];
        Obstacle obstacle = obstacle(upstream, e.tried, now);
        if (obstacle == Obstacle.FULL) {
            if (line == null || !line.queue(client, e, now)) {
                overloaded(client, upstream);
            }
            return;
        }
        if (line != null && hold(line, client, e, now)) {
            return;
        }
        if (obstacle == Obstacle.BREAKER_OPEN) {
            client.failed(
                    Outcome.CIRCUIT_OPEN,
                    "the circuit breakers of the servers of upstream " + upstream.name() + " are open");
        } else {
            client.failed(Outcome.NO_SERVER, noServer(upstream));
        }
    }

    /** Nothing was processed so far, so the request may wait and then begin anew. */
    private static boolean hold(WaitLine line, ClientHandler client, Exchange e, long now) {
        if (!line.hold(client, e, now)) {
            return false;
        }
        e.leaveServer();
        e.tried.clear();
        return true;
    }

    /** The smallest obstacle among the servers that were not tried. */
    private static Obstacle obstacle(Upstream upstream, Tried tried, long now) {
        Obstacle smallest = Obstacle.DOWN;
        for (Group group : upstream.groups()) {
            for (Server server : group.servers()) {
                if (group.share() > 0 && server.takesNew() && !tried.contains(server)) {
                    Obstacle its = server.state().obstacle(now);
                    // Free by now: it was full when it was chosen.
                    its = its == Obstacle.NONE ? Obstacle.FULL : its;
                    smallest = its.compareTo(smallest) > 0 ? its : smallest;
                }
            }
        }
        return smallest;
    }

    private static void overloaded(ClientHandler client, Upstream upstream) {
        client.failed(Outcome.OVERLOADED, "upstream " + upstream.name() + " has all it can do");
    }

    private static String noServer(Upstream upstream) {
        return "no server of upstream " + upstream.name() + " is available";
    }

    // ---- an attempt

    private static void attempt(LoopContext context, ClientHandler client, Exchange e, boolean mayReuse) {
        ServerLink link = Objects.requireNonNull(e.link);
        e.attempts++;
        if (link.load != null) {
            e.loads(link.load);
        }
        if (mayReuse) {
            ServerHandler idle = link.pool.take();
            while (idle != null && !idle.usable(e.repeatable())) {
                idle = link.pool.take();
            }
            if (idle != null) {
                e.reused = true;
                link.stats.reusedConnection();
                idle.serve(client, e);
                return;
            }
        }
        e.reused = false;
        connect(context, client, e, link);
    }

    private static void connect(LoopContext context, ClientHandler client, Exchange e, ServerLink link) {
        long exchangeId = e.idLow;
        long begun = System.nanoTime();
        RouteStats route = e.stats;
        // 0 would be no limit at all.
        long timeoutMs = Math.max(
                1, e.timeLeftMs(Objects.requireNonNull(e.upstream).config().connectTimeoutMs()));
        ServerHandler handler = new ServerHandler(
                context, link, Objects.requireNonNull(e.upstream).config());
        link.stats.connecting(1);
        link.connector.connect(handler, client.endpoints(), timeoutMs, cause -> {
            link.stats.connecting(-1);
            boolean wanted = e.active && e.idLow == exchangeId && e.lease == null;
            try {
                if (cause == null) {
                    long nanos = System.nanoTime() - begun;
                    link.stats.connected(nanos);
                    route.connected(nanos);
                }
                connected(context, wanted ? client : null, e, link, handler, cause);
            } catch (RuntimeException fault) {
                Faults.report("connecting to " + link.server.name(), fault);
                handler.close();
                client.edgeFailed();
            }
        });
    }

    private static void connected(
            LoopContext context,
            @Nullable ClientHandler client,
            Exchange e,
            ServerLink link,
            ServerHandler handler,
            @Nullable Throwable failure) {
        if (failure == null) {
            if (client != null) {
                handler.serve(client, e);
                handler.flush();
            } else {
                handler.rest();
            }
        } else {
            link.stats.connectFailed();
            noteFailure(context, e, link);
            if (failure instanceof SSLException) {
                Faults.note("server " + link.server.upstream() + "/" + link.server.name()
                        + ": the TLS handshake failed: " + CertificateException.reason(failure));
            }
            if (client != null) {
                connectFailed(context, client, e, failure);
            }
        }
    }

    private static void connectFailed(LoopContext context, ClientHandler client, Exchange e, Throwable cause) {
        if (mayTryAnother(e)) {
            retry(context, client, e);
            return;
        }
        WaitLine line = follow(context, e)
                ? context.lines[Objects.requireNonNull(e.upstream).index()]
                : null;
        if (line != null && hold(line, client, e, System.nanoTime())) {
            return;
        }
        if (cause instanceof SSLException && !(cause instanceof SslHandshakeTimeoutException)) {
            client.failed(Outcome.SERVER_TLS_FAILED, "the TLS handshake with the back end failed");
            return;
        }
        boolean timeout = cause instanceof SslHandshakeTimeoutException || cause instanceof ConnectTimeoutException;
        client.failed(
                timeout ? Outcome.CONNECT_TIMEOUT : Outcome.CONNECT_FAILED,
                timeout ? "the back end did not accept a connection in time" : "the back end refused the connection");
    }

    /** The connection ended, timed out or broke before an answer began. */
    static void attemptFailed(LoopContext context, ClientHandler client, Exchange e, Outcome outcome, String detail) {
        // A kept connection that closes under a request is the usual race of keep-alive, not a failure of the server.
        boolean stale = e.reused && outcome == Outcome.SERVER_CLOSED;
        if (!stale) {
            if (outcome == Outcome.SERVER_TIMEOUT) {
                Objects.requireNonNull(e.link).stats.timedOut();
            }
            noteFailure(context, e, Objects.requireNonNull(e.link));
        }
        e.lease = null;
        if (e.repeatable()) {
            if (stale) {
                // On a connection of its own to the same server: no further load, so not of the budget.
                e.stats.retried();
                countUnsafe(e);
                e.rewind();
                attempt(context, client, e, false);
                flushAgain(e);
                return;
            }
            if (mayTryAnother(e)) {
                countUnsafe(e);
                retry(context, client, e);
                return;
            }
        }
        client.failed(outcome, detail);
    }

    /** Bytes were sent, so the server may have acted on them: what is repeated then must have no second effect. The count proves it, since it is taken here and not decided here. */
    private static void countUnsafe(Exchange e) {
        if (!e.method.idempotent() && !e.keyed) {
            e.stats.unsafeRepeat();
        }
    }

    // ---- repeating

    /** Whether the server's word that it did not process the request is enough to repeat it: any method, while all of it can be sent again. To be followed by {@link #retry}. */
    static boolean mayRepeatUnprocessed(Exchange e) {
        return e.sendable() && mayTryAnother(e);
    }

    static void retry(LoopContext context, ClientHandler client, Exchange e) {
        e.stats.retried();
        if (EventLog.says(LogLevel.DEBUG)) {
            EventLog.say(LogLevel.DEBUG, "request " + e.idText() + " (" + e.stats.label() + ") is repeated");
        }
        e.lease = null;
        if (!follow(context, e)) {
            client.failed(Outcome.NO_SERVER, "the upstream was taken out of the configuration");
            return;
        }
        e.rewind();
        next(context, client, e);
        flushAgain(e);
    }

    /** The upstream of an exchange as it is since a reload or a change of weights; false when it is gone. */
    private static boolean follow(LoopContext context, Exchange e) {
        Upstream now = context.current(Objects.requireNonNull(e.upstream));
        if (now == null) {
            return false;
        }
        e.upstream = now;
        return true;
    }

    /** A first attempt is flushed when the client's read ends; a repeated one has no such moment. */
    private static void flushAgain(Exchange e) {
        ServerHandler server = e.lease;
        if (server != null) {
            server.flush();
        }
    }

    private static boolean mayTryAnother(Exchange e) {
        int allowed = 1 + Objects.requireNonNull(e.upstream).config().retries();
        return e.tried.count() < Math.min(allowed, Tried.MAX)
                && e.tried.count() < e.upstream.servers().size()
                && e.timeLeftMs(1) > 0
                && e.beginRetry();
    }

    // ---- what is learnt of the server

    /** The server answered: well, or with a status that counts as a failure. */
    static void noteAnswer(Exchange e, ServerLink link, int status, long nanos) {
        link.stats.answered(status, nanos);
        Upstream upstream = e.upstream;
        if (upstream != null && upstream.config().resilience().failsOn(status)) {
            sayDown(link, link.server.state().answeredBadly(status, System.nanoTime()));
        } else {
            link.server.state().answered(status);
        }
    }

    static void noteFailure(LoopContext context, Exchange e, ServerLink link) {
        link.stats.failed();
        if (EventLog.says(LogLevel.DEBUG)) {
            EventLog.say(
                    LogLevel.DEBUG,
                    "attempt " + e.attempts + " of request " + e.idText() + " (" + e.stats.label()
                            + ") failed at server " + link.server.upstream() + "/" + link.server.name());
        }
        if (link.load != null) {
            long now = System.nanoTime();
            link.load.observeFailure(now - e.attemptNanos, now);
        }
        Upstream upstream = e.upstream == null ? null : context.current(e.upstream);
        if (upstream != null) {
            context.balancers[upstream.index()].failed(link.server);
        }
        sayDown(link, link.server.state().failed(System.nanoTime()));
    }

    private static void sayDown(ServerLink link, boolean wentDown) {
        if (wentDown) {
            Faults.note("server " + link.server.upstream() + "/" + link.server.name()
                    + " is down after its failures; it is tried again after failTimeoutMs");
        }
    }
}
