package dev.naru.edge.policy;

import dev.naru.edge.observe.Outcome;

/**
 * What one gate of a route says of a request, for explanations.
 *
 * @param gate which one, such as {@code address rules} or {@code rate limit few}
 * @param verdict passes, refuses, or later: credentials are verified when the request comes
 * @param outcome that the request would end with; empty unless it refuses
 * @param status of the answer; 0 unless it refuses
 * @param detail why; empty when there is nothing to say
 */
public record GateVerdict(String gate, String verdict, String outcome, int status, String detail) {
    static GateVerdict passes(String gate, String detail) {
        return new GateVerdict(gate, "passes", "", 0, detail);
    }

    static GateVerdict refuses(String gate, Outcome outcome, int status, String detail) {
        return new GateVerdict(gate, "refuses", outcome.code, status, detail);
    }

    /** Whether the request goes no further. */
    public boolean refuses() {
        return status != 0;
    }
}
