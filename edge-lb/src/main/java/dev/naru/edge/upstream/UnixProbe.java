package dev.naru.edge.upstream;

import dev.naru.edge.http.Ascii;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link Probe} over a Unix socket: the JDK has channels for these only, and a channel waits with a time limit only by a selector. */
final class UnixProbe {
    private static final int STATUS_LINE = "HTTP/1.1 200".length();

    private UnixProbe() {}

    static int status(DomainSocketAddress address, String path, long timeoutMs) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try (SocketChannel channel = connect(address);
                Selector selector = Selector.open()) {
            // Far below a socket's buffer, so one write takes it.
            channel.write(ByteBuffer.wrap(Ascii.bytes("GET " + path
                    + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: edge-lb-health\r\nConnection: close\r\n\r\n")));
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer line = ByteBuffer.allocate(STATUS_LINE);
            while (line.hasRemaining()) {
                await(selector, deadline);
                if (channel.read(line) < 0) {
                    throw new IOException("the connection was closed without an answer");
                }
            }
            String text = Ascii.string(line.array(), 0, STATUS_LINE);
            if (!text.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")) {
                throw new IOException("the answer does not begin like HTTP/1");
            }
            return Integer.parseInt(text.substring(STATUS_LINE - 3));
        }
    }

    /** A Unix socket connects at once or, when its backlog is full, not at all. */
    private static SocketChannel connect(DomainSocketAddress address) throws Probe.UnreachableException {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(address.path()));
            return channel;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new Probe.UnreachableException(e);
        }
    }

    private static void closeQuietly(@Nullable SocketChannel channel, IOException cause) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void await(Selector selector, long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        selector.selectedKeys().clear();
        if (left <= 0 || selector.select(left) == 0) {
            throw new SocketTimeoutException("no answer in time");
        }
    }
}
