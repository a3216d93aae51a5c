package dev.naru.edge.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannelConfig;

/** The socket and buffer settings of both sides; docs/decisions/ has the measurements behind them. */
final class SocketOptions {
    private static final int BACKLOG = 4096;
    private static final RecvByteBufAllocator READS = new ReadSizes();
    /** Wide, because each pause and resume of reading costs an epoll_ctl. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private SocketOptions() {}

    static void listener(ChannelConfig config) {
        config.setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        config.setOption(ChannelOption.SO_REUSEADDR, true);
    }

    /** For each accepted connection, so by setters: Netty has set TCP_NODELAY already, and an option map would set it again. */
    static void client(DuplexChannelConfig config) {
        config.setAllowHalfClosure(true)
                .setAllocator(PooledByteBufAllocator.DEFAULT)
                .setRecvByteBufAllocator(READS)
                .setWriteBufferWaterMark(WATER_MARK);
    }

    static Bootstrap tcp(Bootstrap bootstrap) {
        return buffers(bootstrap); // Netty sets TCP_NODELAY by itself
    }

    static Bootstrap buffers(Bootstrap bootstrap) {
        return bootstrap
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }
}
