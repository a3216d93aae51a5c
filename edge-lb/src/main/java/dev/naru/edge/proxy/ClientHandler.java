package dev.naru.edge.proxy;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Fields;
import dev.naru.edge.http.HeadError;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.http.ResponseHead;
import dev.naru.edge.http.ResponseWriter;
import dev.naru.edge.http.ResponseWriter.Persistence;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.Tracer;
import dev.naru.edge.policy.Gate;
import dev.naru.edge.policy.Refusal;
import dev.naru.edge.policy.Verification;
import dev.naru.edge.proxy.LoopContext.ServerLink;
import dev.naru.edge.route.RouteAction;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: reads requests, routes them, and passes bodies on.
 *
 * <pre>
 *          first octets            whole head, body follows       body ended
 *   IDLE ───────────────▶ HEAD ──────────────────────▶ BODY ────────────────▶ WAITING
 *    ▲                     │       whole head, no body                           │
 *    │                     └────────────────────────────────────────────────────▶│
 *    └───────────────────────────── answer delivered ────────────────────────────┘
 *   HEAD ──credentials are verified──▶ CHECKING ──▶ BODY or WAITING
 *   any ──refused, client still sending──▶ LINGER ──▶ CLOSED        WAITING ──101──▶ TUNNEL ──▶ CLOSED
 * </pre>
 *
 * Octets that arrive in WAITING belong to the next request and wait, bounded, until this one is answered: pipelined requests are answered in order.
 */
public final class ClientHandler extends ChannelInboundHandlerAdapter {
    /** Where a PROXY header puts the ends of the client's own connection. */
    public static final AttributeKey<Endpoints> ENDPOINTS = AttributeKey.valueOf("edge.endpoints");

    private static final int IDLE = 0;
    private static final int HEAD = 1;
    private static final int BODY = 2;
    private static final int WAITING = 3;
    private static final int TUNNEL = 4;
    private static final int LINGER = 5;
    private static final int CLOSED = 6;
    private static final int CHECKING = 7;

    /** After a refusal the client may still be sending; reading on for a moment lets it see the answer instead of a reset. */
    private static final long LINGER_MS = 2_000;

    private static final long MAX_LINGER_BYTES = 4 * 1024 * 1024;
    /** How long an idle connection may wait for one more request while the edge drains. */
    private static final long DRAIN_IDLE_MS = 2_000;

    /** How long a connection may wait with its request while descriptors are short. */
    private static final long SHED_HEAD_MS = 1_000;

    private static final byte[] CONTINUE = Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] HTML = Ascii.bytes("text/html");

    private final LoopContext context;
    private final ListenerState listener;
    final ClientSocket socket;
    private final Exchange exchange;
    private final RequestBody body;
    private final TimerWheel.Timer timer = new TimerWheel.Timer() {
        @Override
        void expired() {
            onDeadline();
        }
    };

    private int state = IDLE;
    /** Of the request in hand, or pipelined behind it. */
    private final Backlog pending;

    private boolean opened;
    private long openedNanos;
    private boolean closeAfter;
    private boolean inPipeline;
    private boolean endsByClose;
    private boolean continueExpected;
    private int served;
    private long lingered;

    /** Links of {@link Clients}. */
    @Nullable
    ClientHandler nextClient;

    @Nullable
    ClientHandler previousClient;

    /**
     * @param listener that accepted it
     * @param https whether TLS ends here
     * @param channel the connection that this handler will serve
     */
    public ClientHandler(LoopContext context, ListenerState listener, Channel channel, boolean https) {
        this.context = context;
        this.listener = listener;
        this.socket = new ClientSocket(context, channel, https);
        this.exchange = new Exchange(context.unrouted);
        this.body = new RequestBody(context, exchange);
        this.pending = new Backlog(context.alloc);
    }

    /** Said without the look-up that Netty's own way makes for each connection. */
    @Override
    public boolean isSharable() {
        return false;
    }

    // ---- life of the connection

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        opened = true;
        openedNanos = System.nanoTime();
        context.stats.clientOpened();
        listener.opened();
        if (!socket.connected()) {
            close();
            return;
        }
        context.clients.add(this);
        context.timers.set(timer, firstHeadMs());
    }

    /** One that was accepted just before the sockets were closed has a moment for its request, and no more. */
    private long firstHeadMs() {
        long timeoutMs = socket.shed ? SHED_HEAD_MS : context.topology.limits().headTimeoutMs();
        return draining() ? Math.min(DRAIN_IDLE_MS, timeoutMs) : timeoutMs;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        context.timers.remove(timer);
        if (!opened) {
            return; // closed before a PROXY header made it a client
        }
        context.stats.clientClosed();
        listener.closed();
        socket.disconnected();
        context.clients.remove(this);
        pending.release();
        int was = state;
        state = CLOSED;
        if (exchange.active) {
            Outcome outcome = was == TUNNEL
                    ? Outcome.TUNNEL
                    : was == BODY && !exchange.responseStarted
                            ? Outcome.CLIENT_LEFT_REQUEST
                            : exchange.responseStarted ? Outcome.CLIENT_LEFT_RESPONSE : Outcome.CLIENT_LEFT_WAITING;
            endAndAbandonServer(outcome);
        }
    }

    /** What is to be seen of it; on the loop. */
    ConnectionView view(long now) {
        Exchange e = exchange;
        boolean active = e.active;
        ServerLink link = e.link;
        return new ConnectionView(
                Ascii.string(socket.peerText, 0, socket.peerText.length),
                listener.name(),
                socket.https,
                state == TUNNEL
                        ? "tunnel"
                        : !active
                                ? state == HEAD ? "request" : "idle"
                                : e.responseStarted ? "answering" : state == BODY ? "request" : "waiting",
                (now - openedNanos) / 1_000_000,
                served,
                active ? e.stats.label() : "",
                active && link != null ? link.server.upstream() + "/" + link.server.name() : "",
                active ? (now - e.startNanos) / 1_000_000 : 0);
    }

    boolean cameBy(ListenerState other) {
        return listener == other;
    }

    private boolean draining() {
        return context.draining || listener.draining();
    }

    /** The edge, or its listener, is going away: this connection ends after its current request, or soon when it has none. */
    void drain() {
        if (state == IDLE) {
            context.timers.set(timer, DRAIN_IDLE_MS);
        }
    }

    private void onDeadline() {
        switch (state) {
            case IDLE -> close();
            case HEAD -> {
                beginUnparsed();
                refuse(Refusal.of(Outcome.CLIENT_SLOW_HEAD, "the request head did not arrive in time"));
            }
            case BODY -> checkBodyRate();
            case CHECKING -> verified(exchange.idLow, Verification.BUSY);
            case WAITING -> {
                // The client does not take its answer: its socket has been full since the deadline was set.
                if (exchange.responseStarted) {
                    endAndAbandonServer(Outcome.CLIENT_SLOW_READ);
                    cut();
                }
            }
            case TUNNEL -> {
                endAndAbandonServer(Outcome.TUNNEL);
                close();
            }
            default -> close();
        }
    }

    private void checkBodyRate() {
        long window = context.topology.limits().bodyIdleTimeoutMs();
        long arrived = body.arrivedSinceLastLook();
        boolean waitsForUs = socket.paused();
        if (!waitsForUs && arrived < context.topology.limits().bodyMinBytesPerSecond() * window / 1000) {
            refuseBody(Refusal.of(Outcome.CLIENT_SLOW_BODY, "the request body arrives too slowly"));
        } else {
            context.timers.set(timer, window);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == SslCloseCompletionEvent.SUCCESS) {
            close(); // the client's close_notify ends both directions in BoringSSL, so there is nobody to answer
            return;
        }
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        socket.inputClosed = true;
        switch (state) {
            case HEAD -> headCutOff();
            case BODY -> refuseCutOffBody();
            case CHECKING -> {} // what lies in pending is still answered
            case WAITING -> {
                // What lies in pending is still answered; the connection ends after it. But places to wait are
                // scarce: who has probably left gives its own up.
                if (exchange.waits()) {
                    close();
                }
            }
            case TUNNEL -> {
                ServerHandler server = exchange.lease;
                if (server != null) {
                    server.shutdownOutput();
                }
            }
            case IDLE -> {
                if (pending.isEmpty()) {
                    closeFlushed();
                } // else requests wait until their client reads the answers before them
            }
            default -> close();
        }
    }

    private void headCutOff() {
        beginUnparsed();
        refuse(Refusal.of(Outcome.CLIENT_BAD_REQUEST, "the connection ended inside the request head"));
    }

    /** Nothing follows: unless the rest of the body lies in pending, waiting for its server, it never comes. */
    private void refuseCutOffBody() {
        if (socket.inputClosed && state == BODY && pending.isEmpty()) {
            refuseBody(Refusal.of(Outcome.CLIENT_BAD_REQUEST, "the connection ended inside the request body"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the peer is its way of leaving and is accounted in channelInactive; anything else is our own fault
        // and is said.
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException tls) {
            Faults.note("client " + Ascii.string(socket.peerText, 0, socket.peerText.length) + ": TLS failed: "
                    + tls.getMessage());
        } else if (!(cause instanceof IOException)) {
            Faults.report("client " + Ascii.string(socket.peerText, 0, socket.peerText.length), cause);
            edgeFailed();
            return;
        }
        close();
    }

    /** A fault of the edge's own hit this connection: its client is told if it can be, and what was begun for it is given up. */
    void edgeFailed() {
        if (exchange.active && !exchange.responseStarted) {
            try {
                abandonServer();
                refuse(Refusal.of(Outcome.EDGE_ERROR, "a fault of the edge itself"));
                flush();
                return;
            } catch (RuntimeException again) {
                Faults.report("answering a fault", again);
            }
        }
        endAndAbandonServer(Outcome.EDGE_ERROR);
        cut();
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf buf = (ByteBuf) msg;
        switch (state) {
            case IDLE -> {
                if (pending.isEmpty() && socket.writable()) {
                    readHead(buf);
                } else {
                    keep(buf); // on its way when reading was paused
                }
            }
            case HEAD -> readHead(buf);
            case BODY -> readBody(buf);
            case WAITING, CHECKING -> keep(buf);
            case TUNNEL -> tunnel(buf);
            case LINGER -> {
                lingered += buf.readableBytes();
                buf.release();
                if (lingered > MAX_LINGER_BYTES) {
                    close();
                }
            }
            default -> buf.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushBoth();
    }

    private void flushBoth() {
        ServerHandler server = exchange.lease;
        if (server != null) {
            server.flush();
        }
        flush();
    }

    private void readHead(ByteBuf buf) {
        ByteBuf data = pending.takeWith(buf);
        int max = Math.min(data.readableBytes(), context.topology.limits().headBytes() + 1);
        data.getBytes(data.readerIndex(), context.in, 0, max);
        int end = context.requestParser.parse(context.in, 0, max, context.request);
        if (end > 0) {
            data.skipBytes(end);
            handle(data);
        } else if (end == 0) {
            pending.keep(data);
            if (socket.inputClosed) {
                headCutOff();
            } else if (state == IDLE) {
                state = HEAD;
                context.timers.set(timer, context.topology.limits().headTimeoutMs());
            }
        } else {
            data.release();
            refuseHead(context.requestParser.error());
        }
    }

    /** Keeps octets of the next request, and stops reading when there is as much as a head may have. */
    private void keep(ByteBuf buf) {
        pending.keep(buf);
        if (pending.octets() >= context.topology.limits().headBytes()) {
            socket.pauseReading();
        }
    }

    private void refuseHead(HeadError error) {
        context.stats.parseFailed();
        beginUnparsed();
        refuse(badRequest(error));
    }

    private void beginUnparsed() {
        exchange.begin(context);
        exchange.stats.accepted();
        if (context.accessLog != null) {
            exchange.record = context.takeRecord();
            exchange.record.captureNothing();
        }
    }

    // ---- a whole head

    /** Routes the request in {@code context.request}; {@code data} holds what follows the head. */
    private void handle(ByteBuf data) {
        RequestHead request = context.request;
        Exchange e = exchange;
        e.begin(context);
        e.read(request, wantsHtml(request));
        e.https = socket.https;
        e.misdirected = socket.misdirects(request);
        context.timers.clear(timer);
        served++;
        closeAfter = !e.keepAlive
                || draining()
                || context.topology.limits().keepAliveTimeoutMs() == 0
                || served >= context.topology.limits().keepAliveRequests();
        state = e.requestComplete ? WAITING : BODY;
        continueExpected = request.expectContinue && !e.requestComplete;
        Tracer tracer = context.tracer;
        boolean span = tracer != null && e.trace(tracer, context);
        if (span || context.accessLog != null) {
            e.record = context.takeRecord();
            e.record.capture(context.in, request);
        }
        context.added.clear();
        decided(Admission.admit(context, socket, e), data);
    }

    private void decided(@Nullable Refusal refusal, ByteBuf data) {
        if (Gate.LATER.equals(refusal)) {
            awaitVerdict(data);
        } else if (refusal != null) {
            pending.keep(data);
            refuse(refusal);
        } else {
            RouteAction action = exchange.route == null ? OwnAnswer.SERVER_OPTIONS : exchange.route.action();
            if (action instanceof RouteAction.Proxy proxy) {
                proxy(proxy, data);
            } else {
                pending.keep(data);
                answer(action);
            }
        }
    }

    /** The request waits, head and all, until its credentials are verified elsewhere. */
    private void awaitVerdict(ByteBuf data) {
        Fields fields = context.request.fields;
        int headEnd = fields.line[fields.count] + 2;
        pending.keep(data.readerIndex(data.readerIndex() - headEnd));
        state = CHECKING;
        context.timers.set(timer, Verification.TIMEOUT_MS);
        long id = exchange.idLow;
        Objects.requireNonNull(exchange.verification).begin(() -> context.loop.execute(() -> verified(id, null)));
    }

    /** The verdict is there, or {@code refusal} stands in for it: the request is read once more, since its octets were not kept apart. */
    private void verified(long id, @Nullable Refusal refusal) {
        if (state != CHECKING || exchange.idLow != id) {
            return; // came too late
        }
        ByteBuf data = Objects.requireNonNull(pending.take());
        context.timers.clear(timer);
        RequestHead request = context.request;
        int length = Math.min(data.readableBytes(), context.in.length);
        data.getBytes(data.readerIndex(), context.in, 0, length);
        data.skipBytes(context.requestParser.parse(context.in, 0, length, request));
        state = exchange.requestComplete ? WAITING : BODY;
        if (state == BODY) {
            socket.resumeReading();
        }
        context.added.clear();
        decided(refusal != null ? refusal : Admission.admit(context, socket, exchange), data);
        flushBoth();
    }

    private boolean wantsHtml(RequestHead request) {
        int f = request.acceptField;
        return f >= 0
                && Ascii.startsWithIgnoreCase(context.in, request.fields.value[f], request.fields.valueEnd[f], HTML);
    }

    private void answer(RouteAction action) {
        boolean close = closesAfterOwnAnswer();
        socket.write(OwnAnswer.compose(context, exchange, action, context.answerFacts(socket, exchange), close));
        exchange.end(context, socket, OwnAnswer.outcome(action));
        afterOwnAnswer(close);
    }

    private boolean closesAfterOwnAnswer() {
        return closeAfter || !exchange.requestComplete || lastOfInput();
    }

    /** The client ended its side, and nothing of it is left to answer. */
    private boolean lastOfInput() {
        return socket.inputClosed && pending.isEmpty();
    }

    private void afterOwnAnswer(boolean close) {
        if (close) {
            closeLingering();
        } else {
            next();
        }
    }

    private void proxy(RouteAction.Proxy proxy, ByteBuf data) {
        Exchange e = exchange;
        int length = UpstreamRequest.compose(context, socket, e, proxy);
        if (length == UpstreamRequest.REFUSED) {
            pending.keep(data);
            refuse(Admission.REWRITE_REFUSED);
            return;
        }
        boolean more = data.isReadable();
        // The usual case: the buffer that brought the head carries the new one on.
        boolean sameBuffer = !more && data.refCnt() == 1 && data.maxFastWritableBytes() + data.writerIndex() >= length;
        ByteBuf head = sameBuffer ? data.clear() : context.alloc.buffer(length);
        head.writeBytes(context.out, 0, length);
        e.head = head;
        e.headStart = head.readerIndex();
        if (state == BODY) {
            body.begin();
            context.timers.set(timer, context.topology.limits().bodyIdleTimeoutMs());
        }
        Dispatcher.dispatch(context, this, e);
        if (more) {
            rest(data);
        } else if (!sameBuffer) {
            data.release();
        }
        refuseCutOffBody();
    }

    /** What came behind the head in the same read; the exchange may have failed already. */
    private void rest(ByteBuf data) {
        switch (state) {
            case BODY -> readBody(data);
            case WAITING -> keep(data);
            case IDLE -> {
                pending.keep(data);
                next();
            }
            default -> data.release();
        }
    }

    // ---- the request body

    private void readBody(ByteBuf data) {
        Exchange e = exchange;
        ServerHandler server = e.lease;
        if (server == null) {
            // Still connecting: hold what came, and read no more until there is somewhere to send it.
            pending.keep(data);
            socket.pauseReading();
            return;
        }
        switch (body.forward(server, data)) {
            case RequestBody.MORE -> {
                pauseUnlessWritable(server);
            }
            case RequestBody.ENDED -> {
                bodyEnded();
                keep(data);
            }
            case RequestBody.TOO_LARGE -> {
                data.release();
                refuseBody(Admission.bodyTooLarge(e.maxBodyBytes));
            }
            default -> {
                data.release();
                refuseBody(badRequest(body.error()));
            }
        }
    }

    /** Asked again behind the flush: what made room there has told so already, and nobody would tell again. */
    private void pauseUnlessWritable(ServerHandler server) {
        if (!server.writable()) {
            server.flush();
            if (!server.writable()) {
                socket.pauseReading();
            }
        }
    }

    private void bodyEnded() {
        exchange.requestComplete = true;
        if (exchange.load != null) {
            exchange.attemptNanos = System.nanoTime();
        }
        if (state == BODY) {
            state = WAITING;
            context.timers.clear(timer);
        }
    }

    /** The body is refused half-way: the back end's connection is broken off, so that it never takes the part for the whole. */
    private void refuseBody(Refusal refusal) {
        abandonServer();
        if (exchange.responseStarted) {
            exchange.end(context, socket, refusal.outcome());
            cut();
        } else {
            refuse(refusal);
        }
    }

    private static Refusal badRequest(HeadError error) {
        return new Refusal(Outcome.CLIENT_BAD_REQUEST, error.status, error.reason, "");
    }

    // ---- called by the dispatcher and the server's connection

    /** The ends of the client's connection, for servers that want to be told; null when it has no addresses. */
    @Nullable
    Endpoints endpoints() {
        return socket.endpoints();
    }

    /** A server connection serves this exchange now: what was held back goes to it. */
    void leased(ServerHandler server) {
        exchange.lease = server;
        if (continueExpected) {
            // Answered here, once there is a server to take the body; the back end never sees the expectation.
            continueExpected = false;
            socket.write(context.alloc.buffer(CONTINUE.length).writeBytes(CONTINUE));
            flush();
        }
        if (state == BODY) {
            ByteBuf held = pending.take();
            if (held != null) {
                readBody(held);
                server.flush();
                refuseCutOffBody();
            }
            if (state == BODY && server.writable()) {
                socket.resumeReading();
            }
        }
    }

    /** The server's socket takes more. */
    void serverWritable() {
        if (state == BODY || state == TUNNEL) {
            socket.resumeReading();
        }
    }

    /** An interim answer is passed on to clients that know them. */
    void interim(ResponseHead head) {
        if (!exchange.http11) {
            return;
        }
        context.added.clear();
        int length = ResponseWriter.write(context.in, head, context.out, false, Persistence.IMPLIED, context.added);
        socket.write(context.alloc.buffer(length).writeBytes(context.out, 0, length));
    }

    /** What the answer says about this connection, decided when its head is there. */
    Persistence persistence(boolean delimited) {
        endsByClose = !delimited;
        if (closeAfter || !exchange.requestComplete || !delimited || draining() || lastOfInput()) {
            closeAfter = true;
            return Persistence.CLOSE;
        }
        return exchange.http11 ? Persistence.IMPLIED : Persistence.KEEP_ALIVE;
    }

    void responseStarted(int status) {
        exchange.status = status;
        exchange.responseStarted = true;
        exchange.serverNanos = System.nanoTime() - exchange.serverStartNanos;
        exchange.stats.answered(exchange.serverNanos);
        exchange.releaseHead(context);
    }

    /** Takes octets of the answer; returns false when the client's socket is full and the server should pause. */
    boolean send(ByteBuf buf) {
        socket.write(buf);
        if (socket.writable()) {
            if (state == TUNNEL) {
                context.timers.set(timer, context.topology.limits().tunnelIdleTimeoutMs());
            }
            return true;
        }
        flush();
        if (socket.writable()) {
            return true;
        }
        context.timers.set(timer, context.topology.limits().bodyIdleTimeoutMs());
        return false;
    }

    /** The answer is complete. */
    void responseEnded() {
        exchange.lease = null;
        exchange.end(context, socket, Outcome.OK);
        if (!exchange.requestComplete) {
            // The rest of the request is unread: it must not be taken for the next one.
            closeLingering();
            return;
        }
        if (closeAfter && !pending.isEmpty()) {
            closeLingering(); // a close with octets unread would be a RST, and could take the answer with it
            return;
        }
        if (closeAfter || lastOfInput()) {
            closeFlushed();
            return;
        }
        next();
    }

    private void idle() {
        state = IDLE;
        if (socket.writable()) {
            socket.resumeReading();
        } else {
            socket.pauseReading(); // who does not read its answers gets no further ones
        }
        context.timers.set(
                timer, draining() ? DRAIN_IDLE_MS : context.topology.limits().keepAliveTimeoutMs());
    }

    /** Idle again, unless the next request lies there already. */
    private void next() {
        idle();
        readPipelined();
    }

    /** A loop and no recursion, since answers of the edge's own end before readHead returns: a client decides how many requests it puts into one segment. */
    private void readPipelined() {
        if (inPipeline) {
            return;
        }
        inPipeline = true;
        while (state == IDLE && socket.writable()) {
            ByteBuf data = pending.take();
            if (data == null) {
                break;
            }
            readHead(data);
        }
        inPipeline = false;
        ServerHandler server = exchange.lease;
        if (server != null) {
            server.flush();
        }
        flush();
    }

    /** The exchange failed. Before the answer began the client is told; afterwards it must see a truncation, never a clean end. */
    void failed(Outcome outcome, String detail) {
        exchange.lease = null;
        if (exchange.responseStarted) {
            exchange.end(context, socket, outcome);
            flush();
            cut();
        } else {
            refuse(new Refusal(outcome, outcome.status, detail, outcome.status == 503 ? "Retry-After: 1\r\n" : ""));
        }
    }

    /** The protocol was switched: octets flow both ways until one side ends. */
    void startTunnel() {
        state = TUNNEL;
        context.timers.set(timer, context.topology.limits().tunnelIdleTimeoutMs());
        socket.resumeReading();
    }

    /** Whether octets came behind the request that is being answered. */
    boolean sentMore() {
        return !pending.isEmpty();
    }

    private void tunnel(ByteBuf buf) {
        ServerHandler server = exchange.lease;
        if (server == null) {
            buf.release();
            return;
        }
        exchange.requestBytes += buf.readableBytes();
        context.timers.set(timer, context.topology.limits().tunnelIdleTimeoutMs());
        server.write(buf);
        pauseUnlessWritable(server);
    }

    void tunnelEnded() {
        exchange.lease = null;
        exchange.end(context, socket, Outcome.TUNNEL);
        closeFlushed();
    }

    // ---- answers of the edge's own

    private void refuse(Refusal refusal) {
        Outcome outcome = refusal.outcome();
        boolean close = closesAfterOwnAnswer()
                || outcome == Outcome.CLIENT_BAD_REQUEST
                || outcome == Outcome.CLIENT_SLOW_HEAD
                || outcome == Outcome.BODY_TOO_LARGE
                || outcome == Outcome.EDGE_ERROR
                || outcome == Outcome.MACHINE_FULL
                || exchange.method == Method.CONNECT;
        exchange.status = refusal.status();
        exchange.lease = null;
        socket.write(EdgeAnswer.error(context, exchange, refusal, context.answerFacts(socket, exchange), close));
        exchange.end(context, socket, outcome);
        afterOwnAnswer(close);
    }

    // ---- writing and closing

    void flush() {
        socket.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!socket.writable()) {
            return;
        }
        switch (state) {
            case IDLE -> {
                socket.resumeReading();
                readPipelined();
            }
            case WAITING -> context.timers.clear(timer);
            case BODY -> context.timers.set(timer, context.topology.limits().bodyIdleTimeoutMs());
            case TUNNEL -> context.timers.set(timer, context.topology.limits().tunnelIdleTimeoutMs());
            default -> {}
        }
        ServerHandler server = exchange.lease;
        if (server != null) {
            server.resumeReading();
        }
    }

    private void endAndAbandonServer(Outcome outcome) {
        ServerHandler server = exchange.lease;
        exchange.lease = null;
        exchange.end(context, socket, outcome);
        if (server != null) {
            server.abandon();
        }
    }

    private void abandonServer() {
        ServerHandler server = exchange.lease;
        exchange.lease = null;
        if (server != null) {
            server.abandon();
        }
    }

    /** Closes once all that was written is on its way. */
    private void closeFlushed() {
        state = CLOSED;
        if (!socket.closeFlushed()) {
            context.timers.set(timer, context.topology.limits().bodyIdleTimeoutMs());
        }
    }

    /** Sends FIN after what was written and reads on for a moment, so that the client is not reset before it has read the answer. */
    private void closeLingering() {
        pending.release();
        if (!socket.canHalfClose()) {
            closeFlushed();
            return;
        }
        state = LINGER;
        context.timers.set(timer, LINGER_MS);
        socket.halfClose();
    }

    /** Ends an answer that is not whole. One without a length would look whole after a FIN, so it gets a RST. */
    private void cut() {
        if (endsByClose) {
            socket.resetOnClose();
        }
        close();
    }

    void close() {
        state = state == TUNNEL || exchange.active ? state : CLOSED;
        socket.close();
    }
}
