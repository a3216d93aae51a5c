package dev.naru.edge.policy;

import dev.naru.edge.observe.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One credential of one request, being verified off the event loop. */
public final class Verification {
    /** The longest that a request waits for its verdict. */
    public static final long TIMEOUT_MS = 10_000;

    /** What a request is told that waited too long, or found too many waiting. */
    public static final Refusal BUSY =
            new Refusal(Outcome.AUTH_UNAVAILABLE, 503, "the credentials cannot be verified now", "Retry-After: 1\r\n");

    private final Gate asker;
    private final Verifier verifier;
    private final Supplier<CompletionStage<Verdict>> question;
    private volatile @Nullable Verdict verdict;

    /** @param question runs on a thread of the verifier */
    Verification(Gate asker, Verifier verifier, Supplier<CompletionStage<Verdict>> question) {
        this.asker = asker;
        this.verifier = verifier;
        this.question = question;
    }

    /** Begins; {@code done} is called once, on any thread, when the verdict is there. */
    public void begin(Runnable done) {
        verifier.submit(question, answer -> {
            verdict = answer;
            done.run();
        });
    }

    @Nullable
    Verdict verdict(Gate gate) {
        return gate == asker ? verdict : null;
    }

    static CompletionStage<Verdict> now(Verdict verdict) {
        return CompletableFuture.completedStage(verdict);
    }
}
