package dev.naru.edge.proxy;

import dev.naru.edge.http.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

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

    boolean trusted;

    /** The client has sent FIN: nothing more will come. */
    boolean inputClosed;

    ClientSocket(LoopContext context, Channel channel, boolean https) {
        this.context = context;
        this.channel = channel;
        this.https = https;
    }

    void connected() {
        if (channel.remoteAddress() instanceof InetSocketAddress inet) {
            InetAddress ip = inet.getAddress();
            peerText = Ascii.bytes(ip.getHostAddress());
            trusted = context.trusts(ip);
        }
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
            channel.config().setAutoRead(true);
        }
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
