package dev.naru.edge.policy;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few threads for what is too slow for an event loop: hashes of passwords, signatures of tokens. How many requests may wait is bounded; one more is refused at once.
 * Its threads are daemons and end when they have been idle for a while.
 */
final class Verifier {
    private static final long IDLE_S = 10;

    private final ThreadPoolExecutor threads;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int maxWaiting;
    private final Consumer<String> log;

    /**
     * @param name of its threads
     * @param log takes a line when a check failed by a fault of the edge
     */
    Verifier(String name, int count, int maxWaiting, Consumer<String> log) {
        this.maxWaiting = maxWaiting;
        this.log = log;
        // maxWaiting bounds the queue, together with those that wait for keys to be fetched
        threads = new ThreadPoolExecutor(
                count, count, IDLE_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> Thread.ofPlatform()
                        .name(name)
                        .daemon()
                        .unstarted(task));
        threads.allowCoreThreadTimeOut(true);
    }

    Executor executor() {
        return threads;
    }

    /** Runs a check and hands its verdict on; at once, and with {@link Verification#BUSY}, when too many wait. */
    void submit(Supplier<CompletionStage<Verdict>> question, Consumer<Verdict> answer) {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            answer.accept(Verdict.refused(Verification.BUSY));
            return;
        }
        threads.execute(() -> {
            try {
                question.get().whenComplete((verdict, fault) -> finish(verdict, fault, answer));
            } catch (RuntimeException e) {
                finish(null, e, answer);
            }
        });
    }

    private void finish(@Nullable Verdict verdict, @Nullable Throwable fault, Consumer<Verdict> answer) {
        waiting.decrementAndGet();
        if (verdict == null) {
            // the message of a fault might hold the credential
            log.accept("fault: a credential could not be verified: "
                    + (fault == null ? "no verdict" : fault.getClass().getName()));
        }
        answer.accept(verdict == null ? Verdict.refused(Verification.BUSY) : verdict);
    }
}
