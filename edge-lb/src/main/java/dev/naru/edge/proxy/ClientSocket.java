package dev.naru.edge.proxy;

import dev.naru.edge.config.LimitsConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.policy.ConnectionLimit.Verdict;
import dev.naru.edge.tls.ServedCertificate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The client's socket as the data plane uses it: writing with flushes put together, pausing, and the two ways to close. */
final class ClientSocket {
    private static final byte[] UNKNOWN = Ascii.bytes("-");

    final boolean https;
    private final LoopContext context;
    private final Channel channel;
    private boolean needsFlush;
    private boolean readPaused;

    /** The peer's address as text, and whether it is a listed proxy. */
    byte[] peerText = UNKNOWN;

    /** Its address as octets; none when it has no address. */
    byte[] peerOctets = {};

    boolean trusted;

    private @Nullable Verdict admitted;
    private @Nullable InetAddress address;

    /** It came while descriptors were short: its request is refused, and it ends. */
    boolean shed;

    /** The client has sent FIN: nothing more will come. */
    boolean inputClosed;

    ClientSocket(LoopContext context, Channel channel, boolean https) {
        this.context = context;
        this.channel = channel;
        this.https = https;
    }

    /** The connection is there; false when a cap on connections refuses it. */
    boolean connected() {
        shed = context.shedding.connections();
        InetAddress ip = findAddress();
        if (ip == null) {
            return true;
        }
        peerText = text(ip);
        peerOctets = ip.getAddress();
        trusted = context.trusts(ip);
        LimitsConfig limits = context.topology.limits();
        Verdict verdict = context.connections.enter(ip, limits.connections(), limits.connectionsPerAddress());
        if (verdict == Verdict.ADMITTED || verdict == Verdict.COUNTED) {
            admitted = verdict;
            address = ip;
            return true;
        }
        context.stats.refused();
        Faults.note("connection from " + ip.getHostAddress() + " refused: "
                + (verdict == Verdict.TOO_MANY
                        ? "limits.connections = " + limits.connections()
                        : "limits.connectionsPerAddress = " + limits.connectionsPerAddress()));
        return false;
    }

    void disconnected() {
        if (admitted == Verdict.ADMITTED) {
            context.connections.leave();
        } else if (admitted == Verdict.COUNTED && address != null) {
            context.connections.leaveCounted(address);
        }
        admitted = null;
    }

    /** The client's own address where a PROXY header told it, else the peer's. */
    private @Nullable InetAddress findAddress() {
        Endpoints proxied = proxied();
        if (proxied != null) {
            return proxied.source().getAddress();
        }
        return channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    private @Nullable Endpoints proxied() {
        // asked first: an attribute that is asked for makes a map for each connection
        return channel.hasAttr(ClientHandler.ENDPOINTS)
                ? channel.attr(ClientHandler.ENDPOINTS).get()
                : null;
    }

    private static byte[] text(InetAddress ip) {
        return ip instanceof Inet4Address ? Ascii.ipv4(ip.getAddress()) : Ascii.bytes(ip.getHostAddress());
    }

    /** As a PROXY header told them, else those of the connection. */
    @Nullable
    Endpoints endpoints() {
        Endpoints proxied = proxied();
        if (proxied != null) {
            return proxied;
        }
        return channel.remoteAddress() instanceof InetSocketAddress peer
                        && channel.localAddress() instanceof InetSocketAddress own
                ? new Endpoints(peer, own)
                : null;
    }

    /** Whether a request for this host came over a TLS connection that is not for it. */
    boolean misdirects(RequestHead request) {
        if (!https) {
            return false;
        }
        ServedCertificate shown = channel.attr(ServedCertificate.KEY).get();
        return shown != null && !shown.fits(context.in, request.hostStart, request.hostEnd);
    }

    void write(ByteBuf buf) {
        needsFlush = true;
        channel.write(buf, channel.voidPromise());
    }

    void flush() {
        if (needsFlush) {
            needsFlush = false;
            channel.flush();
        }
    }

    boolean writable() {
        return channel.isWritable();
    }

    boolean paused() {
        return readPaused;
    }

    void pauseReading() {
        if (!readPaused) {
            readPaused = true;
            channel.config().setAutoRead(false);
        }
    }

    void resumeReading() {
        if (readPaused) {
            readPaused = false;
            channel.config()
                    .setAutoRead(!inputClosed); // after a FIN there is nothing to read, and epoll would say so for ever
        }
    }

    /** Makes the close that follows a RST. */
    void resetOnClose() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }

    /** Closes at once, whatever is unsent. */
    void close() {
        channel.close();
    }

    /** Closes once all that was written is on its way; true when that is now. */
    boolean closeFlushed() {
        flush();
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty()) {
            channel.close();
            return true;
        }
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        return false;
    }

    /** Whether only our half can be closed while the client's is still read. */
    boolean canHalfClose() {
        return !inputClosed && !https && channel instanceof DuplexChannel;
    }

    /** Sends FIN behind what was written, and reads on. */
    void halfClose() {
        needsFlush = false;
        resumeReading();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (done.isSuccess()) {
                ((DuplexChannel) channel).shutdownOutput();
            } else {
                channel.close();
            }
        });
    }
}
