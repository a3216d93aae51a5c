package dev.naru.bench.load;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.TimeUnit;

/** One event loop, which carries back end and clients alike: they never compete for the core, they take turns. */
final class LoadCore implements AutoCloseable {

    private final LoopTurn turn = new LoopTurn();
    private final IoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory(0, () -> turn));

    IoEventLoopGroup loop() {
        return loop;
    }

    LoopTurn turn() {
        return turn;
    }

    /** See {@link LoopTurn}. */
    void spin(boolean on) {
        turn.spin(on);
        loop.next().execute(() -> {});
    }

    @Override
    public void close() {
        spin(false);
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
