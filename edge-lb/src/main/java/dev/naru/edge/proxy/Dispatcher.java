package dev.naru.edge.proxy;

import dev.naru.edge.balance.Balancer;
import dev.naru.edge.balance.Tried;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.proxy.LoopContext.ServerLink;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Objects;
import javax.net.ssl.SSLException;

/**
 * Finds a server and a connection for an exchange, and decides whether a failed attempt is repeated. Evidence, not hope: a request goes out again only when the
 * first attempt provably did nothing (no connection was made), or when repeating it has no second effect and no answer began.
 */
final class Dispatcher {
    private Dispatcher() {}

    /** Starts the first or the next attempt. */
    static void dispatch(LoopContext context, ClientHandler client, Exchange e) {
        Upstream upstream = Objects.requireNonNull(e.upstream);
        Balancer balancer = context.balancers[upstream.index()];
        long now = System.nanoTime();
        Server server = balancer.pick(now, e.choice, e.tried);
        if (server == null) {
            client.failed(Outcome.NO_SERVER, "no server of upstream " + upstream.name() + " is available");
            return;
        }
        if (e.serverStartNanos == 0) {
            e.serverStartNanos = now;
        }
        e.tried.add(server);
        e.link = context.servers[server.index()];
        attempt(context, client, e, true);
    }

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
                idle.serve(client, e);
                return;
            }
        }
        e.reused = false;
        connect(context, client, e, link);
    }

    private static void connect(LoopContext context, ClientHandler client, Exchange e, ServerLink link) {
        long exchangeId = e.idLow;
        ServerHandler handler = new ServerHandler(
                context, link, Objects.requireNonNull(e.upstream).config());
        link.connector.connect(handler, client.endpoints(), cause -> {
            boolean wanted = e.active && e.idLow == exchangeId && e.lease == null;
            if (cause == null) {
                link.stats.connected();
                if (wanted) {
                    handler.serve(client, e);
                    handler.flush();
                } else {
                    handler.rest();
                }
            } else {
                noteFailure(context, e, link);
                if (cause instanceof SSLException) {
                    Faults.note("server " + link.server.upstream() + "/" + link.server.name()
                            + ": the TLS handshake failed: " + CertificateException.reason(cause));
                }
                if (wanted) {
                    connectFailed(context, client, e, cause);
                }
            }
        });
    }

    private static void connectFailed(LoopContext context, ClientHandler client, Exchange e, Throwable cause) {
        if (mayTryAnother(e)) {
            e.stats.retried();
            dispatch(context, client, e);
            flushAgain(e);
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
            noteFailure(context, e, Objects.requireNonNull(e.link));
        }
        e.lease = null;
        if (e.repeatable()) {
            if (stale) {
                e.stats.retried();
                Objects.requireNonNull(e.head).readerIndex(e.headStart);
                attempt(context, client, e, false);
                flushAgain(e);
                return;
            }
            if (mayTryAnother(e)) {
                e.stats.retried();
                Objects.requireNonNull(e.head).readerIndex(e.headStart);
                dispatch(context, client, e);
                flushAgain(e);
                return;
            }
        }
        client.failed(outcome, detail);
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
                && e.tried.count() < e.upstream.servers().size();
    }

    static void noteFailure(LoopContext context, Exchange e, ServerLink link) {
        link.stats.failed();
        if (link.load != null) {
            long now = System.nanoTime();
            link.load.observeFailure(now - e.attemptNanos, now);
        }
        Upstream upstream = e.upstream;
        if (upstream != null && upstream.name().equals(link.server.upstream())) {
            context.balancers[upstream.index()].failed(link.server);
        }
        if (link.server.state().failed(System.nanoTime())) {
            Faults.note("server " + link.server.upstream() + "/" + link.server.name()
                    + " is down after its failures; it is tried again after failTimeoutMs");
        }
    }
}
