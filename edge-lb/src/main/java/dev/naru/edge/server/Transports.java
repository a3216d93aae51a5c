package dev.naru.edge.server;

import dev.naru.edge.config.Transport;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The transport in use.
 *
 * @param listen makes listening sockets
 * @param unixChannel for back ends on Unix sockets; null where the transport has none
 * @param reusePort whether each loop binds a socket of its own and the kernel spreads connections over them
 * @param why what led to this choice, for the log
 */
record Transports(
        String name,
        IoHandlerFactory ioHandler,
        ListeningSockets listen,
        Class<? extends Channel> channel,
        @Nullable Class<? extends Channel> unixChannel,
        boolean reusePort,
        String why) {

    /** Makes the socket of a listener, not bound yet. */
    interface ListeningSockets {
        ServerChannel open(InetAddress address);
    }

    /** An IPv4 address gets an IPv4 socket: one for both families costs each connection more, and shows its clients by mapped addresses. */
    private static ServerChannel epollListener(InetAddress address) {
        return new EpollServerSocketChannel(
                address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
    }

    /**
     * Picks the transport asked for.
     *
     * @throws IllegalStateException when this machine does not have it, with the reason
     */
    static Transports choose(Transport asked) {
        return switch (asked) {
            case EPOLL -> {
                if (!Epoll.isAvailable()) {
                    throw new IllegalStateException(
                            "runtime.transport: epoll is not available here", Epoll.unavailabilityCause());
                }
                yield epoll("asked for");
            }
            case IO_URING -> {
                if (!IoUring.isAvailable()) {
                    throw new IllegalStateException(
                            "runtime.transport: io_uring is not available here", IoUring.unavailabilityCause());
                }
                yield new Transports(
                        "io_uring",
                        IoUringIoHandler.newFactory(),
                        _ -> new IoUringServerSocketChannel(),
                        IoUringSocketChannel.class,
                        null,
                        true,
                        "asked for");
            }
            case NIO -> nio("asked for");
            case AUTO -> Epoll.isAvailable() ? epoll("the default on Linux") : nio("epoll is not available here");
        };
    }

    private static Transports epoll(String why) {
        return new Transports(
                "epoll",
                EpollGuard.newFactory(),
                Transports::epollListener,
                EpollSocketChannel.class,
                EpollDomainSocketChannel.class,
                true,
                why);
    }

    private static Transports nio(String why) {
        return new Transports(
                "nio",
                NioIoHandler.newFactory(),
                _ -> new NioServerSocketChannel(),
                NioSocketChannel.class,
                null,
                false,
                why);
    }
}
