package dev.naru.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The load cores with the back end on them: it listens on every core through SO_REUSEPORT. Lives as long as the whole
 * run, so that every proxy meets the same warm code.
 */
public final class Rig implements AutoCloseable {

    private final List<LoadCore> cores = new ArrayList<>();
    private final InetSocketAddress backEnd;

    /** Opens the back end on 127.0.0.1. Throws when the port is taken. */
    public Rig(int loops, int backEndPort) {
        backEnd = new InetSocketAddress(InetAddress.getLoopbackAddress(), backEndPort);
        BackEndHandler.Answers answers = new BackEndHandler.Answers();
        for (int i = 0; i < loops; i++) {
            LoadCore core = new LoadCore();
            cores.add(core);
            new ServerBootstrap()
                    .group(core.loop())
                    .channel(EpollServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 4096)
                    .option(EpollChannelOption.SO_REUSEPORT, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(
                            ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2048, 4096, 256 << 10))
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new BackEndHandler(answers));
                        }
                    })
                    .bind(backEnd)
                    .syncUninterruptibly();
        }
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
