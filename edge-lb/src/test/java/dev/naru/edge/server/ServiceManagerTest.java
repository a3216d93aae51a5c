package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket such as systemd's. */
@EnabledIf("hasEpoll")
class ServiceManagerTest {
    private final List<String> events = new ArrayList<>();

    @TempDir
    Path folder;

    static boolean hasEpoll() {
        return io.netty.channel.epoll.Epoll.isAvailable();
    }

    @Test
    void eachChangeIsOneDatagram() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Path socket = folder.resolve("notify");
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            Channel systemd = new Bootstrap()
                    .group(group)
                    .channel(EpollDomainDatagramChannel.class)
                    .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                            heard.add(packet.content().toString(StandardCharsets.UTF_8));
                        }
                    })
                    .bind(new DomainSocketAddress(socket.toFile()))
                    .syncUninterruptibly()
                    .channel();
            ServiceManager manager = new ServiceManager(socket.toString(), events::add);
            manager.ready("serving");
            assertEquals("READY=1\nSTATUS=serving", heard.poll(5, TimeUnit.SECONDS));
            manager.reloading();
            assertTrue(String.valueOf(heard.poll(5, TimeUnit.SECONDS)).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
            manager.stopping(1500);
            assertEquals("STOPPING=1\nSTATUS=draining\nEXTEND_TIMEOUT_USEC=1500000", heard.poll(5, TimeUnit.SECONDS));
            systemd.close().syncUninterruptibly();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
        assertEquals(List.of(), events);
    }

    @Test
    void aSocketThatIsNotThereIsSaidAndNoMore() {
        new ServiceManager(folder.resolve("none").toString(), events::add).ready("serving");
        assertEquals(1, events.size());
        assertTrue(events.getFirst().startsWith("cannot tell systemd: "), events.getFirst());
    }

    @Test
    void withoutSystemdNothingIsTold() {
        new ServiceManager(null, events::add).ready("serving");
        assertEquals(List.of(), events);
    }
}
