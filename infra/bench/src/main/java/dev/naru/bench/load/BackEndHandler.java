package dev.naru.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** The back end of one connection from a proxy: as little work as an answer can be. */
final class BackEndHandler extends ChannelInboundHandlerAdapter {

    /** The answers, made once. */
    static final class Answers {
        private final ByteBuf small = Traffic.SMALL.answer();
        private final ByteBuf kilobytes = Traffic.ANSWER_64K.answer();
        private final ByteBuf megabyte = Traffic.ANSWER_1M.answer();

        ByteBuf of(int kind) {
            return switch (kind) {
                case 'k' -> kilobytes;
                case 'm' -> megabyte;
                default -> small;
            };
        }
    }

    private static final int KIND = 5; // of "GET /k" and "PUT /u"

    private final Answers answers;
    private @Nullable ByteBuf partial;
    private long bodyLeft;

    BackEndHandler(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buf = (ByteBuf) message;
        try {
            // A proxy sends one request at a time, so that a head without a body is all there is to read.
            if (partial == null
                    && bodyLeft == 0
                    && buf.getByte(buf.readerIndex()) == 'G'
                    && Head.endsAt(buf, buf.writerIndex())) {
                answer(ctx, buf.getByte(buf.readerIndex() + KIND));
            } else {
                slowPath(ctx, buf);
            }
        } finally {
            ReferenceCountUtil.release(buf);
        }
    }

    private void slowPath(ChannelHandlerContext ctx, ByteBuf buf) {
        if (bodyLeft > 0) {
            consume(ctx, buf.readableBytes());
            return;
        }
        ByteBuf head = partial == null ? ctx.alloc().buffer() : partial;
        partial = head.writeBytes(buf);
        int end = Head.end(head);
        if (end < 0) {
            if (head.readableBytes() > Head.MAX_BYTES) {
                ctx.close();
            }
            return;
        }
        long length = Math.max(0, Head.contentLength(head, end));
        int kind = head.getByte(head.readerIndex() + KIND);
        int ofBody = head.writerIndex() - end;
        head.release();
        partial = null;
        if (length == 0) {
            answer(ctx, kind);
        } else {
            bodyLeft = length;
            consume(ctx, ofBody);
        }
    }

    private void consume(ChannelHandlerContext ctx, int bytes) {
        bodyLeft -= bytes;
        if (bodyLeft == 0) {
            answer(ctx, 'u');
        } else if (bodyLeft < 0) {
            ctx.close(); // more than announced: the client sees a broken answer and voids the run
        }
    }

    private void answer(ChannelHandlerContext ctx, int kind) {
        ctx.writeAndFlush(answers.of(kind).duplicate(), ctx.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a proxy that is stopped resets its connections; what matters shows at the client
    }
}
