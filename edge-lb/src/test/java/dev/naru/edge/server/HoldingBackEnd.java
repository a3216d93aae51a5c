package dev.naru.edge.server;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A back end that keeps every request until it is told to answer, and knows how many it had at once. */
final class HoldingBackEnd implements AutoCloseable {
    final RecordingBackEnd server;
    final AtomicInteger arrived = new AtomicInteger();
    final AtomicInteger answered = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    private final Semaphore answers = new Semaphore(0);

    HoldingBackEnd() throws IOException {
        this(new RecordingBackEnd());
    }

    HoldingBackEnd(RecordingBackEnd server) {
        this.server = server;
        server.script((request, connection) -> {
            int now = arrived.incrementAndGet() - answered.get();
            most.accumulateAndGet(now, Math::max);
            answers.acquireUninterruptibly();
            answered.incrementAndGet();
            connection.send(RecordingBackEnd.OK);
        });
    }

    int port() {
        return server.port();
    }

    /** Lets so many requests be answered. */
    void answer(int count) {
        answers.release(count);
    }

    @Override
    public void close() throws IOException {
        answers.release(1_000_000);
        server.close();
    }
}
