package dev.naru.edge.proxy;

import dev.naru.edge.balance.Choice;
import dev.naru.edge.balance.Tried;
import dev.naru.edge.config.Priority;
import dev.naru.edge.config.RetryConfig;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.http.TraceContext;
import dev.naru.edge.observe.Ended;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.RequestRecord;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.observe.SpanRecord;
import dev.naru.edge.observe.Tracer;
import dev.naru.edge.policy.Verification;
import dev.naru.edge.proxy.LoopContext.ServerLink;
import dev.naru.edge.route.Facts;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.Site;
import dev.naru.edge.upstream.Load;
import dev.naru.edge.upstream.LoopCount;
import dev.naru.edge.upstream.Places;
import dev.naru.edge.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request and its response; one object per client connection, reused for every request on it. Plain data: the handlers drive it. */
final class Exchange {
    private static final byte[] NO_HOST = {};

    final Tried tried = new Tried();
    final Choice choice = new Choice();

    boolean active;
    long idHigh;
    long idLow;
    long startNanos;
    long serverStartNanos;
    long chosenNanos;

    /** When the head of the answer must be there, over all attempts; 0 when there is no such moment. */
    long deadlineNanos;

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

    /** Where this request stands in a trace; null when the edge does not trace. */
    @Nullable
    TraceContext trace;

    /** Made once for the connection. */
    private @Nullable TraceContext ownTrace;

    @Nullable
    RequestRecord record;

    /** The composed request head, kept until an answer begins: an attempt that provably was not processed is repeated from it. */
    @Nullable
    ByteBuf head;

    int headStart;
    boolean requestChunked;
    boolean requestComplete;
    final Replay replay = new Replay();
    long requestRemaining;
    long requestBytes;
    long maxBodyBytes;

    @Nullable
    ServerLink link;

    @Nullable
    ServerHandler lease;

    /** The places of the server that it was sent to; null when they are not limited. */
    @Nullable
    Places places;

    @Nullable
    Waiter waiter;

    private @Nullable LoopCount counted;
    private boolean retrying;

    /** It has an Idempotency-Key, on a route that takes this as a promise. */
    boolean keyed;

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
        deadlineNanos = 0;
        keyed = false;
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
        trace = null;
        requestChunked = false;
        requestComplete = false;
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

    /** Takes its place in a trace; true when it will be a span. */
    boolean trace(Tracer tracer, LoopContext context) {
        TraceContext its = ownTrace;
        if (its == null) {
            its = new TraceContext();
            ownTrace = its;
        }
        trace = its;
        tracer.begin(its, context.in, context.request, idHigh, idLow, context.nextRandom());
        return its.sampled;
    }

    void keepHost(byte[] in, int from, int to) {
        if (host.length == 0) {
            host = new byte[Facts.MAX_HOST]; // once for the connection
        }
        hostLength = Math.min(to - from, host.length);
        System.arraycopy(in, from, host, 0, hostLength);
    }

    /** It is given to its upstream now, and counts to the load that this loop puts on it. */
    void enter(LoopCount toCount) {
        Upstream to = Objects.requireNonNull(upstream);
        toCount.begins();
        counted = toCount;
        RetryConfig retry = to.config().resilience().retry();
        deadlineNanos = retry.timeoutMs() == 0 ? 0 : startNanos + retry.timeoutMs() * 1_000_000;
        boolean mayRepeat = method.idempotent() || keyed || retry.notProcessedHeader() != null;
        replay.begin(mayRepeat && to.config().retries() > 0 ? retry.replayBytes() : 0);
    }

    /** As answers and the logs tell it. */
    String idText() {
        return HexFormat.of().toHexDigits(idHigh) + HexFormat.of().toHexDigits(idLow);
    }

    int rank() {
        Route taken = route;
        return (taken == null ? Priority.OTHER : taken.handling().priority()).ordinal();
    }

    Waiter waiter(ClientHandler client) {
        Waiter own = waiter;
        if (own == null) {
            own = new Waiter(client, this);
            waiter = own;
        }
        return own;
    }

    /** Whether it waits for a server. */
    boolean waits() {
        Waiter own = waiter;
        return own != null && own.line != null;
    }

    /** Of a time limit of one step what the whole request has left; at least 1 ms, or 0 when all is used up. */
    long timeLeftMs(long stepMs) {
        if (deadlineNanos == 0) {
            return stepMs;
        }
        long left = deadlineNanos - System.nanoTime();
        return left <= 0 ? 0 : Math.min(stepMs, 1 + left / 1_000_000);
    }

    /** Takes from the retry budget, once for all repetitions of this request. */
    boolean beginRetry() {
        Upstream of = Objects.requireNonNull(upstream);
        RetryConfig retry = of.config().resilience().retry();
        retrying = retrying
                || of.state().beginRetry(Objects.requireNonNull(counted), retry.budgetPercent(), retry.budgetMin());
        return retrying;
    }

    /** Gives up its place at a server, and calls who waits for it. */
    void leaveServer() {
        Places taken = places;
        if (taken != null) {
            places = null;
            taken.leave();
            Objects.requireNonNull(upstream).state().waiting().call();
        }
    }

    private void leaveUpstream(boolean answered) {
        LoopCount was = counted;
        if (was == null) {
            return;
        }
        counted = null;
        was.ends();
        if (retrying) {
            retrying = false;
            Objects.requireNonNull(upstream).state().endRetry();
        }
        leaveServer();
        Waiter own = waiter;
        if (own != null) {
            own.ended(answered);
        }
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

    void releaseHead(LoopContext context) {
        ByteBuf kept = head;
        if (kept != null) {
            head = null;
            kept.release();
        }
        replay.release(context);
    }

    /** Makes the head ready to be sent again. */
    void rewind() {
        Objects.requireNonNull(head).readerIndex(headStart);
    }

    /** Whether all of the request that was sent can be sent again. */
    boolean sendable() {
        return replay.whole() && !responseStarted && head != null && !tunnel;
    }

    /** Whether sending the request again cannot have a second effect: RFC 9110 §9.2.2, or the client's promise; and only while all of it can be sent again. */
    boolean repeatable() {
        return (method.idempotent() || keyed) && sendable();
    }

    /** Ends the exchange: the account of this request is closed, once. */
    void end(LoopContext context, ClientSocket client, Outcome outcome) {
        if (!active) {
            return;
        }
        active = false;
        unload();
        releaseHead(context);
        leaveUpstream(responseStarted && status < 500);
        long nanos = System.nanoTime() - startNanos;
        stats.ended(outcome, status, requestBytes, responseBytes, nanos);
        ServerLink served = link;
        if (served != null && outcome == Outcome.OK) {
            served.stats.completed(startNanos + nanos - chosenNanos);
        }
        RequestRecord kept = record;
        if (kept != null) {
            record = null;
            if (context.accessLog != null && (route == null || route.logged())) {
                context.accessLog.line(kept, describe(context.ended, client, outcome, nanos));
            }
            context.give(traced(context, client, outcome, nanos, kept));
        }
    }

    /** Hands it to the exporter when it is to be a span; what is left of its record is free. */
    private RequestRecord traced(
            LoopContext context, ClientSocket client, Outcome outcome, long nanos, RequestRecord kept) {
        Tracer tracer = context.tracer;
        TraceContext its = trace;
        if (tracer == null || its == null || !its.sampled) {
            return kept;
        }
        SpanRecord span = tracer.next();
        if (span == null) {
            return kept;
        }
        describe(span.ended, client, outcome, nanos);
        Upstream to = upstream;
        RequestRecord free = span.take(
                its, startNanos + nanos, https, to == null ? "" : to.config().name(), kept);
        tracer.publish();
        return free;
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
