package dev.naru.origin.payment;

import org.jspecify.annotations.Nullable;

/** The answer to a call that moves money. Not knowing is a value, never an exception: the money may have moved. */
sealed interface PgAnswer {

    record Success(PgPayment payment) implements PgAnswer {}

    /** Accepted, but the money comes later: a virtual account waits for its deposit. */
    record Pending(PgPayment payment) implements PgAnswer {}

    /**
     * A definite no.
     *
     * @param hard trying again with the same means is pointless
     */
    record Declined(String code, String message, boolean hard, String raw) implements PgAnswer {}

    /** No answer, an unreadable one, or one that says try again. */
    record Unknown(String reason, @Nullable String raw) implements PgAnswer {}

    default String outcome() {
        return switch (this) {
            case Success _ -> "success";
            case Pending _ -> "pending";
            case Declined _ -> "declined";
            case Unknown _ -> "unknown";
        };
    }

    default @Nullable String rawAnswer() {
        return switch (this) {
            case Success success -> success.payment().raw();
            case Pending pending -> pending.payment().raw();
            case Declined declined -> declined.raw();
            case Unknown unknown -> unknown.raw();
        };
    }
}
