package dev.naru.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How large the buffer of the next read is: small while heads come, up to {@link #MAX} while a body fills each one. Netty's own keeps three objects and two
 * searches of a table for each connection; this is four numbers.
 */
final class ReadSizes implements RecvByteBufAllocator {
    private static final int MIN = 2 * 1024;
    private static final int MAX = 256 * 1024;
    private static final int GROWTH = 4;
    /** Reads of one connection before the loop turns to others. */
    private static final int MAX_READS = 16;

    @Override
    @SuppressWarnings("deprecation") // the interface's own return type; Netty asks for the extended one
    public Handle newHandle() {
        return new Sizes();
    }

    private static final class Sizes implements ExtendedHandle {
        private int size = MIN;
        private int asked;
        private int last;
        private int reads;
        private int total;
        private boolean smallBefore;
        private @Nullable ChannelConfig config;

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            return alloc.directBuffer(size);
        }

        @Override
        public int guess() {
            return size;
        }

        @Override
        public void reset(ChannelConfig config) {
            this.config = config;
            reads = 0;
            total = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            reads += count;
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
            if (bytes > 0) {
                total += bytes;
                if (bytes == asked && size < MAX) {
                    size = Math.min(MAX, size * GROWTH);
                }
            }
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            asked = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return asked;
        }

        @Override
        public boolean continueReading() {
            return asked == last && mayGoOn();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier moreData) {
            return moreData.get() && mayGoOn();
        }

        private boolean mayGoOn() {
            // asked each time: whoever took the last octets may have had enough of them
            return config != null && config.isAutoRead() && reads < MAX_READS && total > 0;
        }

        /** Two turns in a row that would have fitted a quarter: the body is over, or slow. */
        @Override
        public void readComplete() {
            boolean small = size > MIN && total <= size / GROWTH;
            if (small && smallBefore) {
                size = Math.max(MIN, size / GROWTH);
            }
            smallBefore = small && !smallBefore;
        }
    }
}
