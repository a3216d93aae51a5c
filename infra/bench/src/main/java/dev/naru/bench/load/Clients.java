package dev.naru.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one core. All state belongs to its loop; {@link #counters} alone is read from outside.
 *
 * <p>Closed loop: each connection asks again as soon as it is answered. Open loop: requests are due at a fixed rate,
 * whether or not earlier ones are answered; a due request waits for a free connection, and its latency runs from the
 * instant it was due, so that a stall counts for every request it held up (no coordinated omission, after Gil Tene).
 */
final class Clients {

    private enum Mode {
        IDLE,
        CLOSED_LOOP,
        OPEN_LOOP,
        ONCE,
        STOPPED
    }

    /** Longest latency recorded; longer ones count as this. */
    private static final long MAX_LATENCY_NANOS = 60_000_000_000L;

    private final LoadCore core;
    private final Workload workload;
    private final ByteBuf request;
    private final @Nullable SslContext tls;
    private final Bootstrap bootstrap;
    private final Counters counters = new Counters();
    private final Set<ClientHandler> open = new HashSet<>();
    private final ArrayDeque<ClientHandler> free = new ArrayDeque<>(); // in turn, so that all are used

    private Mode mode = Mode.IDLE;
    private int connecting;
    private boolean cipherSeen;
    private Histogram latency = new Histogram(MAX_LATENCY_NANOS, 3);
    private long firstDueNanos;
    private double intervalNanos;
    private long sent;
    private long toSend;

    Clients(LoadCore core, Workload workload, InetSocketAddress target, @Nullable SslContext tls) {
        this.core = core;
        this.workload = workload;
        this.request = workload.traffic().request(!workload.keepAlive());
        this.tls = tls;
        this.bootstrap = new Bootstrap()
                .group(core.loop())
                .channel(EpollSocketChannel.class)
                .remoteAddress(target)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5000)
                .option(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers(workload))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (Clients.this.tls != null) {
                            channel.pipeline().addLast(Clients.this.tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(new ClientHandler(
                                        Clients.this,
                                        request,
                                        workload.traffic().answerBodyBytes()));
                    }
                });
    }

    private static AdaptiveRecvByteBufAllocator receiveBuffers(Workload workload) {
        return workload.traffic().bulk()
                ? new AdaptiveRecvByteBufAllocator(2048, 64 << 10, 256 << 10)
                : new AdaptiveRecvByteBufAllocator(2048, 2048, 4096);
    }

    boolean encrypted() {
        return tls != null;
    }

    /** All proxies must do the same work; the first connection shows what they agreed on. */
    void checkCipher(SslHandler handler) {
        String cipher = handler.engine().getSession().getCipherSuite();
        if (!cipherSeen && !cipher.equals(ClientTls.CIPHER)) {
            failed("expected the cipher suite " + ClientTls.CIPHER + ", found " + cipher);
        }
        cipherSeen = true;
    }

    Counters counters() {
        return counters;
    }

    /** Opens {@code count} connections, at most {@code atOnce} of them in their handshake at a time. */
    void connect(int count, int atOnce) {
        for (int i = 0; i < Math.min(count, atOnce); i++) {
            connectNext(count, atOnce, i);
        }
    }

    private void connectNext(int count, int step, int index) {
        if (index < count && mode != Mode.STOPPED) {
            connectOne().addListener(done -> connectNext(count, step, index + step));
        }
    }

    private ChannelFuture connectOne() {
        connecting++;
        ChannelFuture future = bootstrap.connect();
        future.addListener(done -> {
            connecting--;
            if (!done.isSuccess() && mode != Mode.STOPPED) {
                failed("connect: " + done.cause());
            }
        });
        return future;
    }

    void closedLoop() {
        mode = Mode.CLOSED_LOOP;
        if (!workload.keepAlive()) {
            connect(workload.connections(), workload.connections());
            return;
        }
        long now = System.nanoTime();
        List<ClientHandler> waiting = List.copyOf(free);
        free.clear();
        waiting.forEach(client -> client.send(now));
    }

    /** Sends no more; requests in flight are still answered. */
    void pause() {
        mode = Mode.IDLE;
        core.turn().everyTurn(null);
    }

    /** Whether nothing is in flight; loop thread only. */
    boolean atRest() {
        return workload.keepAlive() ? free.size() == open.size() : open.isEmpty() && connecting == 0;
    }

    /** One request on each free connection, {@code atOnce} of them at a time. */
    void once(int atOnce) {
        mode = Mode.ONCE;
        for (int i = 0; i < atOnce && !free.isEmpty(); i++) {
            free.removeFirst().send(System.nanoTime());
        }
    }

    void openLoop(double perSecond, long requests) {
        mode = Mode.OPEN_LOOP;
        latency = new Histogram(MAX_LATENCY_NANOS, 3);
        intervalNanos = 1e9 / perSecond;
        firstDueNanos = System.nanoTime();
        sent = 0;
        toSend = requests;
        core.turn().everyTurn(this::sendDue);
    }

    private void sendDue() {
        long now = System.nanoTime();
        while (!free.isEmpty() && isDue(now)) {
            free.removeFirst().send(takeDue());
        }
    }

    private boolean isDue(long now) {
        return sent < toSend && now - (firstDueNanos + (long) (sent * intervalNanos)) >= 0;
    }

    private long takeDue() {
        return firstDueNanos + (long) (sent++ * intervalNanos);
    }

    /** Latencies of the open loop in nanoseconds; loop thread only. */
    Histogram latency() {
        return latency;
    }

    void stop() {
        mode = Mode.STOPPED;
        core.turn().everyTurn(null);
        List.copyOf(open).forEach(ClientHandler::close);
    }

    void connected(ClientHandler client) {
        open.add(client);
        counters.countConnection();
        if (mode == Mode.STOPPED) {
            client.close();
        } else if (!workload.keepAlive()) {
            if (mode == Mode.CLOSED_LOOP) {
                client.send(System.nanoTime());
            } else {
                client.close(); // the pause came before the request
            }
        } else {
            free.add(client);
        }
    }

    void answered(ClientHandler client) {
        counters.countAnswer();
        if (!workload.keepAlive()) {
            return; // the proxy closes, see closed()
        }
        switch (mode) {
            case CLOSED_LOOP -> client.send(System.nanoTime());
            case OPEN_LOOP -> {
                long now = System.nanoTime();
                latency.recordValue(Math.clamp(now - client.startNanos(), 0, MAX_LATENCY_NANOS));
                if (isDue(now)) {
                    client.send(takeDue());
                } else {
                    free.add(client);
                }
            }
            case ONCE -> {
                if (!free.isEmpty()) {
                    free.removeFirst().send(System.nanoTime());
                }
            }
            case IDLE -> free.add(client);
            case STOPPED -> client.close();
        }
    }

    void failed(String what) {
        if (mode != Mode.STOPPED) {
            counters.countFailure(what);
        }
    }

    void closed(ClientHandler client, boolean unanswered) {
        open.remove(client);
        free.remove(client);
        if (mode == Mode.STOPPED) {
            return;
        }
        if (unanswered) {
            failed("connection closed before the whole answer came");
        } else if (workload.keepAlive()) {
            failed("keep-alive connection closed by the proxy");
        }
        if (!workload.keepAlive() && mode == Mode.CLOSED_LOOP) {
            connect(1, 1);
        }
    }
}
