package dev.naru.edge.proxy;

import dev.naru.edge.balance.Choice;
import dev.naru.edge.balance.Tried;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.observe.Ended;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.RequestRecord;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.proxy.LoopContext.ServerLink;
import dev.naru.edge.route.Route;
import dev.naru.edge.upstream.Load;
import dev.naru.edge.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request and its response; one object per client connection, reused for every request on it. Plain data: the handlers drive it. */
final class Exchange {
    final Tried tried = new Tried();
    final Choice choice = new Choice();

    boolean active;
    long idHigh;
    long idLow;
    long startNanos;
    long serverStartNanos;
    long serverNanos;

    Method method = Method.OTHER;
    boolean http11;
    boolean keepAlive;
    boolean wantsHtml;
    boolean tunnel;

    /** It came over a TLS connection whose certificate is not for its host. */
    boolean misdirected;

    boolean https;

    /** A header line for answers over TLS: the site's Strict-Transport-Security. */
    byte @Nullable [] hsts;

    @Nullable
    Route route;

    RouteStats stats;

    @Nullable
    Upstream upstream;

    @Nullable
    RequestRecord record;

    /** The composed request head, kept until an answer begins: an attempt that provably was not processed is repeated from it. */
    @Nullable
    ByteBuf head;

    int headStart;
    boolean requestChunked;
    boolean requestComplete;
    boolean bodyForwarded;
    long requestRemaining;
    long requestBytes;
    long maxBodyBytes;

    @Nullable
    ServerLink link;

    @Nullable
    ServerHandler lease;

    /** Set where the answer has to give the client the cookie of an affinity. */
    @Nullable
    Affinity affinity;

    /** The load of the server of this attempt, where its upstream counts it. */
    @Nullable
    Load load;

    /** When this attempt began, or its request was complete, for {@link #load}. */
    long attemptNanos;

    boolean reused;
    int attempts;

    int status;
    boolean responseStarted;
    long responseBytes;

    Exchange(RouteStats unrouted) {
        stats = unrouted;
    }

    /** Begins with what is known before routing. */
    void begin(LoopContext context) {
        active = true;
        idHigh = context.nextRandom();
        idLow = context.nextRandom();
        startNanos = System.nanoTime();
        attemptNanos = startNanos;
        serverStartNanos = 0;
        serverNanos = -1;
        method = Method.OTHER;
        http11 = true;
        keepAlive = false;
        wantsHtml = false;
        tunnel = false;
        misdirected = false;
        hsts = null;
        route = null;
        stats = context.unrouted;
        upstream = null;
        requestChunked = false;
        requestComplete = false;
        bodyForwarded = false;
        requestRemaining = 0;
        requestBytes = 0;
        link = null;
        lease = null;
        reused = false;
        attempts = 0;
        tried.clear();
        choice.clear();
        affinity = null;
        status = 0;
        responseStarted = false;
        responseBytes = 0;
    }

    /** Takes over what matters of the parsed head. */
    void read(RequestHead request, boolean html) {
        method = request.method;
        http11 = request.http11;
        keepAlive = request.persistent();
        wantsHtml = html;
        requestChunked = request.chunked;
        requestRemaining = Math.max(0, request.contentLength);
        requestComplete = !request.hasBody();
    }

    /** An attempt is on its way to a server whose load is counted. */
    void loads(Load server) {
        unload();
        server.begin();
        load = server;
        attemptNanos = System.nanoTime();
    }

    /** The head of its answer is there. While the client still sends, its own pace is in that time, so it tells nothing. */
    void observe(int status) {
        Load server = load;
        if (server != null && requestComplete) {
            long now = System.nanoTime();
            if (status >= 500) {
                server.observeFailure(now - attemptNanos, now);
            } else {
                server.observe(now - attemptNanos, now);
            }
        }
    }

    /** The attempt ended; to be called as often as one likes. */
    void unload() {
        Load server = load;
        if (server != null) {
            load = null;
            server.end();
        }
    }

    void releaseHead() {
        ByteBuf kept = head;
        if (kept != null) {
            head = null;
            kept.release();
        }
    }

    /** Whether sending the request again cannot have a second effect: RFC 9110 §9.2.2, and only while all of it can be sent again. */
    boolean repeatable() {
        return method.idempotent() && !bodyForwarded && !responseStarted && head != null && !tunnel;
    }

    /** Ends the exchange: the account of this request is closed, once. */
    void end(LoopContext context, ClientSocket client, Outcome outcome) {
        if (!active) {
            return;
        }
        active = false;
        unload();
        releaseHead();
        long nanos = System.nanoTime() - startNanos;
        stats.ended(outcome, status, requestBytes, responseBytes, nanos);
        RequestRecord kept = record;
        if (kept != null) {
            record = null;
            if (context.accessLog != null) {
                context.accessLog.line(kept, describe(context.ended, client, outcome, nanos));
            }
            context.give(kept);
        }
    }

    private Ended describe(Ended line, ClientSocket client, Outcome outcome, long nanos) {
        ServerLink served = link;
        line.peer = client.peerText;
        line.status = status;
        line.bytesIn = requestBytes;
        line.bytesOut = responseBytes;
        line.nanos = nanos;
        line.serverNanos = serverNanos;
        line.outcome = outcome;
        line.route = stats.label();
        line.server = served == null ? "-" : served.server.name();
        line.attempts = attempts;
        line.idHigh = idHigh;
        line.idLow = idLow;
        return line;
    }
}
