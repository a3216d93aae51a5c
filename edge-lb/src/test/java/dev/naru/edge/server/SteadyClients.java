package dev.naru.edge.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask on and on: some keep their connection until they are told to close it, some make a new one for each request. No request is sent twice. */
final class SteadyClients {
    private final InetSocketAddress address;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean ending;

    SteadyClients(int port, int keeping, int connecting) {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < keeping + connecting; i++) {
            boolean keeps = i < keeping;
            threads.add(Thread.ofVirtual().start(() -> run(keeps)));
        }
    }

    private void run(boolean keeps) {
        while (!ending) {
            try (RawClient client = RawClient.connect(address)) {
                boolean more = true;
                while (more && !ending) {
                    RawClient.Answer answer = client.get("/").answer();
                    if (answer.status() != 200 || !answer.whole()) {
                        failures.add(answer.status() + " " + answer.text());
                    }
                    answers.incrementAndGet();
                    more = keeps && !answer.closes();
                    Thread.sleep(1);
                }
            } catch (IOException | AssertionError e) {
                failures.add((keeps ? "kept connection: " : "new connection: ") + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    long answers() {
        return answers.get();
    }

    /** Waits until there are so many more answers. */
    void awaitMore(int count) throws InterruptedException {
        long before = answers();
        EdgeUnderTest.await(count + " more answers; failures: " + failures, () -> answers() >= before + count);
    }

    List<String> failures() {
        return failures;
    }

    /** Lets requests that are on their way end, and sends no more. */
    void end() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
