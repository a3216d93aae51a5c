package dev.naru.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The load cores with the back end on them: it listens on every core through SO_REUSEPORT. Lives as long as the whole
 * run, so that every proxy meets the same warm code.
 */
public final class Rig implements AutoCloseable {

    private final List<LoadCore> cores = new ArrayList<>();
    private final InetSocketAddress backEnd;
    private final BackEndHandler.Answers answers = new BackEndHandler.Answers();

    /** Opens the back end on 127.0.0.1. Throws when the port is taken. */
    public Rig(int loops, int backEndPort) {
        backEnd = new InetSocketAddress(InetAddress.getLoopbackAddress(), backEndPort);
        for (int i = 0; i < loops; i++) {
            LoadCore core = new LoadCore();
            cores.add(core);
            listener(core, EpollServerSocketChannel.class)
                    .option(EpollChannelOption.SO_REUSEPORT, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .bind(backEnd)
                    .syncUninterruptibly();
        }
    }

    /** Opens the same back end on a Unix socket too, on the first core. Throws when the path cannot be bound. */
    public void listen(Path socket) {
        listener(cores.getFirst(), EpollServerDomainSocketChannel.class)
                .bind(new DomainSocketAddress(socket.toFile()))
                .syncUninterruptibly();
    }

    private ServerBootstrap listener(LoadCore core, Class<? extends ServerChannel> channel) {
        return new ServerBootstrap()
                .group(core.loop())
                .channel(channel)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2048, 4096, 256 << 10))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new BackEndHandler(answers));
                    }
                });
    }

    List<LoadCore> cores() {
        return cores;
    }

    /** Where the back end listens: a load on it directly shows what the rig itself can do. */
    public InetSocketAddress backEnd() {
        return backEnd;
    }

    @Override
    public void close() {
        cores.forEach(LoadCore::close);
    }
}
