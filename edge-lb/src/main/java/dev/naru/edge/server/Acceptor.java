package dev.naru.edge.server;

import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.proxy.ClientHandler;
import dev.naru.edge.proxy.Faults;
import dev.naru.edge.proxy.ListenerState;
import dev.naru.edge.proxy.LoopContext;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.Certificates;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the connections that a listener accepted: sets their options, gives them their handlers, and puts them on a loop. In place of Netty's bootstrap, whose
 * option maps and initializer are a good part of what a connection with a single request costs.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final long PAUSE_MS = 1_000;

    private final ListenerState state;
    private final EventLoopGroup children;
    private final List<LoopContext> loops;
    private @Nullable Pause pause;
    private volatile Settings settings;

    /** What a reload may change of a listener without closing its socket. */
    record Settings(ListenerConfig config, @Nullable Certificates certificates) {}

    /** @param children where accepted connections live: the listener's own loop, or the group when one socket serves all loops */
    Acceptor(Settings settings, ListenerState state, EventLoopGroup children, List<LoopContext> loops) {
        this.settings = settings;
        this.state = state;
        this.children = children;
        this.loops = loops;
    }

    /** Holds for connections that are accepted from now on. */
    void follow(Settings next) {
        settings = next;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        Channel child = (Channel) msg;
        EventLoop loop = children.next();
        SocketOptions.client((DuplexChannelConfig) child.config());
        prepare(child, contextOf(loop));
        loop.register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                child.unsafe().closeForcibly();
                Faults.report("listener " + state.name(), registered.cause());
            }
        });
    }

    /**
     * Makes ready what {@link #exceptionCaught} needs. It runs when no descriptor is left, and then the JVM can open no file either: neither that of a class that was not
     * used before, nor that of the time zones for a line of a log.
     */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        LoopStats stats = contextOf(ctx.channel().eventLoop()).stats();
        ChannelConfig listening = ctx.channel().config();
        pause = new Pause(listening, stats, () -> {
            stats.acceptPaused(-1);
            listening.setAutoRead(true);
        });
        EventLog.prepare();
        Objects.requireNonNull(ZoneId.systemDefault().getRules());
    }

    private record Pause(ChannelConfig listening, LoopStats stats, Runnable end) {}

    /** Most likely the process has no descriptor left: waiting a moment is better than asking again at once, for ever. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Pause ready = Objects.requireNonNull(pause);
        ready.stats.acceptFailed();
        if (ready.listening.isAutoRead()) {
            ready.listening.setAutoRead(false);
            ready.stats.acceptPaused(1);
            ctx.executor().schedule(ready.end, PAUSE_MS, TimeUnit.MILLISECONDS);
            EventLog.say("listener " + state.name() + " pauses for " + PAUSE_MS + " ms: " + cause.getMessage());
        }
    }

    private void prepare(Channel channel, LoopContext context) {
        Settings now = settings;
        ListenerConfig config = now.config();
        Certificates certificates = now.certificates();
        ChannelPipeline pipeline = channel.pipeline();
        if (config.proxyProtocol()) {
            Topology topology = context.topology();
            pipeline.addLast(new HAProxyMessageDecoder(ProxyProtocol.MAX_TLV_BYTES))
                    .addLast(new ProxyProtocol(
                            topology.trustedProxies(), topology.limits().headTimeoutMs()));
        }
        if (certificates != null) {
            long timeoutMs = Objects.requireNonNull(config.tls()).handshakeTimeoutMs();
            pipeline.addLast(new TlsHandshake(certificates, timeoutMs, context.stats()));
        }
        pipeline.addLast(new ClientHandler(context, state, channel, certificates != null));
    }

    private LoopContext contextOf(EventLoop loop) {
        for (LoopContext context : loops) {
            if (context.eventLoop() == loop) {
                return context;
            }
        }
        throw new IllegalStateException("no context for " + loop);
    }
}
