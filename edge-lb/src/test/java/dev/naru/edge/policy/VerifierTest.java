package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bounded queue before the threads that verify: whoever finds it full is told at once, and nobody waits for ever. */
class VerifierTest {
    private static final int MAX_WAITING = 3;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Verifier verifier = new Verifier("verifier-test", 1, MAX_WAITING, log::add);
    private final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();

    private Verdict next() throws InterruptedException {
        Verdict verdict = verdicts.poll(20, TimeUnit.SECONDS);
        if (verdict == null) {
            throw new AssertionError("no verdict");
        }
        return verdict;
    }

    private static Verdict good() {
        return Verdict.good(new Credential(1, 2, 3, 4, Long.MAX_VALUE, 0, Credential.noLines()));
    }

    @Test
    void oneMoreThanMayWaitIsRefusedAtOnceAndTheOthersAreAnswered() throws Exception {
        List<CompletableFuture<Verdict>> slow = new ArrayList<>();
        for (int i = 0; i < MAX_WAITING; i++) {
            CompletableFuture<Verdict> one = new CompletableFuture<>();
            slow.add(one);
            verifier.submit(() -> one, verdicts::add);
        }
        verifier.submit(VerifierTest::never, verdicts::add);
        Refusal busy = verdicts.remove().refusal(); // there already: it did not wait
        assertEquals(503, busy.status());
        assertEquals(Verification.BUSY, busy);
        slow.forEach(one -> one.complete(good()));
        for (int i = 0; i < MAX_WAITING; i++) {
            assertNull(next().refusal());
        }
        verifier.submit(() -> CompletableFuture.completedStage(good()), verdicts::add);
        assertNull(next().refusal(), "there is room again");
        assertEquals(List.of(), log);
    }

    @Test
    void aCheckThatFailsByItselfGivesItsPlaceBack() throws Exception {
        for (int i = 0; i < 2 * MAX_WAITING; i++) {
            boolean thrown = i % 2 == 0;
            verifier.submit(
                    () -> {
                        if (thrown) {
                            throw new IllegalStateException("secret");
                        }
                        return CompletableFuture.failedStage(new IllegalStateException("secret"));
                    },
                    verdicts::add);
            assertEquals(Verification.BUSY, next().refusal());
        }
        assertEquals(2 * MAX_WAITING, log.size());
        assertTrue(log.stream().noneMatch(line -> line.contains("secret")), "a fault might quote the credential");
    }

    private static CompletionStage<Verdict> never() {
        throw new AssertionError("it is not asked");
    }
}
