package dev.naru.edge.policy;

import dev.naru.edge.observe.Outcome;

/**
 * Why a request is not let through, and what the client is told. Rules that do not depend on the request keep theirs ready.
 *
 * @param detail one sentence for the client, without anything that came from the request
 * @param fields further header lines of the answer, each with its CRLF
 */
public record Refusal(Outcome outcome, int status, String detail, String fields) {

    /** A refusal with the outcome's own status and no further fields. */
    public static Refusal of(Outcome outcome, String detail) {
        return new Refusal(outcome, outcome.status, detail, "");
    }
}
