package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PortSocketsTest {
    @Test
    void listenersAreCountedAndConnectionsAreNot() throws Exception {
        listenersAreCounted(StandardProtocolFamily.INET, "127.0.0.1");
        listenersAreCounted(StandardProtocolFamily.INET6, "::1");
    }

    private static void listenersAreCounted(ProtocolFamily family, String address) throws Exception {
        InetSocketAddress bound;
        try (ServerSocketChannel listening = ServerSocketChannel.open(family)) {
            listening.bind(new InetSocketAddress(address, 0));
            bound = (InetSocketAddress) listening.getLocalAddress();
            assertEquals(1, PortSockets.listening(bound), address);
            try (SocketChannel client = SocketChannel.open(bound);
                    SocketChannel served = listening.accept()) {
                assertEquals(client.getLocalAddress(), served.getRemoteAddress());
                assertEquals(1, PortSockets.listening(bound), address);
            }
        }
        assertEquals(0, PortSockets.listening(bound), address);
    }
}
