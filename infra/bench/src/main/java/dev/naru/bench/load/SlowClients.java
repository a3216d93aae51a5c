package dev.naru.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send the head of a request a byte at a time and never come to its end. Each byte is one event for the
 * proxy. One whose connection the proxy cuts comes back at once.
 */
public final class SlowClients implements AutoCloseable {

    private static final String BEGINNING = "GET /s HTTP/1.1\r\nHost: bench.localhost\r\nX-Slow: ";
    private static final int TICK_MS = 10;

    private final LoadCore core;
    private final int count;
    private final int bytesPerTick;
    private final Bootstrap bootstrap;
    private final ByteBuf beginning =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(BEGINNING, StandardCharsets.US_ASCII));
    private final ByteBuf oneByte = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("a", StandardCharsets.US_ASCII));
    private final ArrayDeque<Channel> turns = new ArrayDeque<>(); // owned by the loop
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();

    private volatile boolean stopped;
    private volatile @Nullable Future<?> ticking;

    /**
     * Prepares; all of them run on the first load core.
     *
     * @param secondsPerByte pause between two bytes of one client
     */
    public SlowClients(Rig rig, int count, int secondsPerByte, InetSocketAddress target) {
        this.core = rig.cores().getFirst();
        this.count = count;
        this.bytesPerTick = Math.max(1, count * TICK_MS / (1000 * secondsPerByte));
        this.bootstrap = new Bootstrap()
                .group(core.loop())
                .channel(EpollSocketChannel.class)
                .remoteAddress(target)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new SlowHandler());
                    }
                });
    }

    /** Connects them all and starts to trickle. */
    public void start() throws InterruptedException {
        for (int i = 0; i < 64; i++) {
            core.loop().execute(() -> connect(count / 64));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (open.get() < count / 64 * 64) {
            if (System.nanoTime() - deadline > 0) {
                throw new LoadException("slow clients: expected " + count + ", connected " + open.get());
            }
            Thread.sleep(10);
        }
        Future<?> trickle = core.loop().scheduleAtFixedRate(this::trickle, 0, TICK_MS, TimeUnit.MILLISECONDS);
        ticking = trickle;
    }

    private void connect(int more) {
        if (more > 0 && !stopped) {
            bootstrap.connect().addListener(done -> connect(more - 1));
        }
    }

    private void trickle() {
        for (int i = 0; i < bytesPerTick && !turns.isEmpty(); i++) {
            Channel channel = turns.removeFirst();
            if (channel.isActive()) {
                channel.writeAndFlush(oneByte.duplicate(), channel.voidPromise());
                turns.addLast(channel);
            }
        }
    }

    /** How often the proxy cut one of them. */
    public int cut() {
        return cut.get();
    }

    public int open() {
        return open.get();
    }

    @Override
    public void close() {
        stopped = true;
        Future<?> trickle = ticking;
        if (trickle != null) {
            trickle.cancel(false);
        }
        core.loop().execute(() -> turns.forEach(Channel::close));
    }

    private final class SlowHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            open.incrementAndGet();
            turns.addLast(ctx.channel());
            ctx.writeAndFlush(beginning.duplicate(), ctx.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message); // a 408 before the cut
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            open.decrementAndGet();
            if (!stopped) {
                cut.incrementAndGet();
                connect(1);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
