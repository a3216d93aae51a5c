package dev.naru.edge.proxy;

import dev.naru.edge.balance.Tried;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.observe.Ended;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.RequestRecord;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.policy.Verification;
import dev.naru.edge.proxy.LoopContext.ServerLink;
import dev.naru.edge.route.Facts;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.Site;
import dev.naru.edge.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request and its response; one object per client connection, reused for every request on it. Plain data: the handlers drive it. */
final class Exchange {
    private static final byte[] NO_HOST = {};

    final Tried tried = new Tried();

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
    Site site;

    @Nullable
    Route route;

    /** The host that the request asked for, kept only where an answer's headers say it. */
    byte[] host = NO_HOST;

    int hostLength;

    RouteStats stats;

    /** The slow check that the request waits for or has waited for. */
    @Nullable
    Verification verification;

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
        serverStartNanos = 0;
        serverNanos = -1;
        method = Method.OTHER;
        http11 = true;
        keepAlive = false;
        wantsHtml = false;
        tunnel = false;
        site = null;
        misdirected = false;
        hsts = null;
        route = null;
        hostLength = 0;
        stats = context.unrouted;
        upstream = null;
        verification = null;
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

    void keepHost(byte[] in, int from, int to) {
        if (host.length == 0) {
            host = new byte[Facts.MAX_HOST]; // once for the connection
        }
        hostLength = Math.min(to - from, host.length);
        System.arraycopy(in, from, host, 0, hostLength);
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
        releaseHead();
        long nanos = System.nanoTime() - startNanos;
        stats.ended(outcome, status, requestBytes, responseBytes, nanos);
        RequestRecord kept = record;
        if (kept != null) {
            record = null;
            if (context.accessLog != null && (route == null || route.logged())) {
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
