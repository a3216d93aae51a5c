package dev.naru.edge.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One condition that a request must meet before its route's action is taken. Immutable and shared by all event loops; what it remembers is atomic and bounded.
 * Called on a loop: it never waits.
 */
public interface Gate {
    /** The answer of a gate that has set {@link GateRequest#verification}: the request waits for it, and is asked of all gates again. */
    Refusal LATER = new Refusal(dev.naru.edge.observe.Outcome.AUTH_UNAVAILABLE, 503, "being verified", "");

    /**
     * Decides of a request. May drop its fields and add lines to it.
     *
     * @return null to let it pass; {@link #LATER}; or why not
     */
    @Nullable
    Refusal check(GateRequest request);

    /** What it says of a request, without counting it; on any thread, with a {@link GateRequest} of one's own. */
    default GateVerdict explain(GateRequest request) {
        String name = getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        Refusal refusal = check(request);
        if (refusal == null) {
            return GateVerdict.passes(name, "");
        }
        return LATER.equals(refusal)
                ? new GateVerdict(name, "later", "", 0, "the credentials are verified when the request comes")
                : GateVerdict.refuses(name, refusal.outcome(), refusal.status(), refusal.detail());
    }
}
