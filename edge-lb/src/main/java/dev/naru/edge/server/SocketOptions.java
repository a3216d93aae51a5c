package dev.naru.edge.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

/** The socket and buffer settings of both sides; docs/decisions/ has the measurements behind them. */
final class SocketOptions {
    private static final int BACKLOG = 4096;
    private static final int MIN_READ = 2048;
    private static final int MAX_READ = 256 * 1024;
    /** Wide, because each pause and resume of reading costs an epoll_ctl. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private SocketOptions() {}

    static ServerBootstrap listener(ServerBootstrap bootstrap) {
        return bootstrap
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(MIN_READ, MIN_READ, MAX_READ))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }

    static Bootstrap tcp(Bootstrap bootstrap) {
        return buffers(bootstrap).option(ChannelOption.TCP_NODELAY, true);
    }

    static Bootstrap buffers(Bootstrap bootstrap) {
        return bootstrap
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(MIN_READ, MIN_READ, MAX_READ))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }
}
