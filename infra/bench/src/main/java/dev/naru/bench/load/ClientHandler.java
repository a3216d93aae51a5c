package dev.naru.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One client connection. Checks of each answer: status 200, the announced length and the length that came; an answer that
 * is late, short, long or unasked for is an error, and errors void the measurement.
 */
final class ClientHandler extends ChannelInboundHandlerAdapter {

    private static final long HTTP_1_1 = 0x485454502F312E31L; // "HTTP/1.1"
    private static final int STATUS_200 = 0x20323030; // " 200"

    private final Clients clients;
    private final ByteBuf request;
    private final int answerBodyBytes;

    private @Nullable Channel channel;
    private @Nullable ByteBuf head;
    private boolean waiting;
    private long bodyLeft; // > 0 while a body is being read
    private long startNanos;

    ClientHandler(Clients clients, ByteBuf request, int answerBodyBytes) {
        this.clients = clients;
        this.request = request;
        this.answerBodyBytes = answerBodyBytes;
    }

    /** Sends one request; {@code startNanos} is when it was due, on the clock of System.nanoTime. */
    void send(long startNanos) {
        this.startNanos = startNanos;
        waiting = true;
        Channel to = channel;
        if (to != null) {
            to.writeAndFlush(request.duplicate(), to.voidPromise());
        }
    }

    long startNanos() {
        return startNanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (!clients.encrypted()) {
            clients.connected(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                clients.checkCipher(ctx.pipeline().get(SslHandler.class));
                clients.connected(this);
            } else {
                clients.failed("TLS handshake: " + handshake.cause());
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buf = (ByteBuf) message;
        try {
            if (!waiting) {
                clients.failed("bytes that belong to no request: " + buf.readableBytes());
                ctx.close();
            } else if (bodyLeft > 0) {
                body(ctx, buf.readableBytes());
            } else if (head == null && wholeAnswer(buf)) {
                answered();
            } else {
                head(ctx, buf);
            }
        } finally {
            ReferenceCountUtil.release(buf);
        }
    }

    /** A small answer comes in one piece; the place of the head's end proves the body's length. */
    private boolean wholeAnswer(ByteBuf buf) {
        int end = buf.writerIndex() - answerBodyBytes;
        return end - buf.readerIndex() > 16 && okay(buf) && Head.endsAt(buf, end);
    }

    private static boolean okay(ByteBuf buf) {
        int at = buf.readerIndex();
        return buf.getLong(at) == HTTP_1_1 && buf.getInt(at + 8) == STATUS_200;
    }

    private void head(ChannelHandlerContext ctx, ByteBuf buf) {
        ByteBuf gathered = head == null ? buf : head.writeBytes(buf);
        int end = Head.end(gathered);
        if (end < 0) {
            if (gathered.readableBytes() > Head.MAX_BYTES) {
                wrong(ctx, "a head of more than " + Head.MAX_BYTES + " bytes");
            } else if (head == null) {
                head = ctx.alloc().buffer().writeBytes(buf);
            }
            return;
        }
        long length = Head.contentLength(gathered, end);
        boolean okay = end - gathered.readerIndex() > 16 && okay(gathered);
        String firstLine = okay ? "" : firstLine(gathered, end);
        int ofBody = gathered.writerIndex() - end;
        releaseHead();
        if (!okay) {
            wrong(ctx, "expected status 200, found: " + firstLine);
        } else if (length != answerBodyBytes) {
            wrong(ctx, "expected Content-Length " + answerBodyBytes + ", found " + length);
        } else {
            bodyLeft = answerBodyBytes;
            body(ctx, ofBody);
        }
    }

    private static String firstLine(ByteBuf buf, int end) {
        String text =
                buf.toString(buf.readerIndex(), end - buf.readerIndex(), java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.lines().findFirst().orElse("");
    }

    private void body(ChannelHandlerContext ctx, int bytes) {
        bodyLeft -= bytes;
        if (bodyLeft == 0) {
            answered();
        } else if (bodyLeft < 0) {
            wrong(ctx, "a body that is " + -bodyLeft + " bytes too long");
        }
    }

    private void answered() {
        waiting = false;
        clients.answered(this);
    }

    private void wrong(ChannelHandlerContext ctx, String what) {
        waiting = false;
        bodyLeft = 0;
        clients.failed(what);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseHead();
        clients.closed(this, waiting);
    }

    private void releaseHead() {
        if (head != null) {
            head.release();
            head = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        clients.failed(cause.toString());
        ctx.close();
    }

    /** Ends the connection without counting an error. */
    void close() {
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
