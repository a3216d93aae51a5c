package dev.naru.edge.upstream;

import dev.naru.edge.http.Ascii;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** One GET of the control plane's own, over TCP or a Unix socket, for the status of its answer; nothing else of the answer is read. */
final class Probe {
    private static final int STATUS_LINE = "HTTP/1.1 200".length();

    /** The server could not be connected to: it is not running, or not there yet. */
    static final class UnreachableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreachableException(IOException cause) {
            super(cause);
        }
    }

    private Probe() {}

    /**
     * Asks for a path and waits for the status.
     *
     * @param timeoutMs for all of it
     * @throws UnreachableException when there is no connection
     * @throws IOException when there is no answer in time, or one that is not HTTP/1
     */
    static int status(SocketAddress address, String path, long timeoutMs) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try (SocketChannel channel = open(address);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            try {
                connect(channel, selector, peer(address), deadline);
            } catch (IOException e) {
                throw new UnreachableException(e);
            }
            // Far below a socket's buffer, so one write takes it.
            channel.write(ByteBuffer.wrap(Ascii.bytes("GET " + path + " HTTP/1.1\r\nHost: " + host(address)
                    + "\r\nUser-Agent: edge-lb-health\r\nConnection: close\r\n\r\n")));
            return readStatus(channel, selector, deadline);
        }
    }

    private static SocketChannel open(SocketAddress address) throws IOException {
        return address instanceof DomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static SocketAddress peer(SocketAddress address) {
        return switch (address) {
            case DomainSocketAddress unix -> UnixDomainSocketAddress.of(unix.path());
            case InetSocketAddress tcp -> new InetSocketAddress(tcp.getHostString(), tcp.getPort());
            default -> address;
        };
    }

    private static String host(SocketAddress address) {
        if (!(address instanceof InetSocketAddress tcp)) {
            return "localhost";
        }
        String host = tcp.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + tcp.getPort();
    }

    private static void connect(SocketChannel channel, Selector selector, SocketAddress peer, long deadline)
            throws IOException {
        if (peer instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new IOException("unknown host " + inet.getHostString());
        }
        if (!channel.connect(peer)) {
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            await(selector, deadline);
            channel.finishConnect();
            key.cancel();
            selector.selectNow();
        }
    }

    private static int readStatus(SocketChannel channel, Selector selector, long deadline) throws IOException {
        channel.register(selector, SelectionKey.OP_READ);
        ByteBuffer line = ByteBuffer.allocate(STATUS_LINE);
        while (line.hasRemaining()) {
            await(selector, deadline);
            if (channel.read(line) < 0) {
                throw new IOException("the connection was closed without an answer");
            }
        }
        byte[] b = line.array();
        String text = Ascii.string(b, 0, b.length);
        if (!text.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")) {
            throw new IOException("the answer is not HTTP/1");
        }
        return Integer.parseInt(text.substring(STATUS_LINE - 3));
    }

    private static void await(Selector selector, long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        selector.selectedKeys().clear();
        if (left <= 0 || selector.select(left) == 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted");
            }
            throw new SocketTimeoutException("no answer in time");
        }
    }
}
