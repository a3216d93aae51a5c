package dev.naru.cron.trigger;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call for a run, and what became of it.
 *
 * @param cause why it was called
 * @param firstCalledAt the first attempt of this process
 * @param calls how often this process has called for it; retries within a call not counted
 * @param state how far it has come
 * @param runStatus the API's word, empty before it has answered
 * @param duplicate whether somebody had called for it before
 * @param endedAt when the end was seen, or the call given up
 * @param error what went wrong, for people
 */
public record Run(
        String job,
        Instant scheduledAt,
        Cause cause,
        Instant firstCalledAt,
        int calls,
        State state,
        String runId,
        String runStatus,
        boolean duplicate,
        @Nullable Instant endedAt,
        String error) {

    /** Why a run was called for. */
    public enum Cause {
        /** It was due. */
        SCHEDULE,
        /** It was missed before. */
        CATCH_UP,
        /** Somebody pressed the button. */
        OPERATOR
    }

    /** How far a call has come. */
    public enum State {
        /** The call is under way. */
        CALLING,
        /** The API has taken it; its end is awaited. */
        ACCEPTED,
        /** The API says that the run has ended. */
        ENDED,
        /** Taken, but its end was not seen. */
        UNSEEN,
        /** Not taken: refused, or no answer. */
        FAILED;

        /** Whether the API has taken the run. */
        public boolean taken() {
            return this == ACCEPTED || this == ENDED || this == UNSEEN;
        }
    }

    static Run calling(String job, Instant scheduledAt, Cause cause, Instant now) {
        return new Run(job, scheduledAt, cause, now, 1, State.CALLING, "", "", false, null, "");
    }

    Run again() {
        return new Run(job, scheduledAt, cause, firstCalledAt, calls + 1, State.CALLING, "", "", false, null, error);
    }

    Run accepted(RunAnswer answer) {
        return new Run(
                job,
                scheduledAt,
                cause,
                firstCalledAt,
                calls,
                State.ACCEPTED,
                answer.runId() == null ? "" : answer.runId(),
                answer.status() == null ? "" : answer.status(),
                answer.duplicate(),
                null,
                "");
    }

    Run seen(RunAnswer answer, Instant now) {
        boolean finished = answer.finished();
        return new Run(
                job,
                scheduledAt,
                cause,
                firstCalledAt,
                calls,
                finished ? State.ENDED : State.ACCEPTED,
                runId,
                answer.status() == null ? runStatus : answer.status(),
                duplicate,
                finished ? now : null,
                answer.note() == null ? "" : answer.note());
    }

    Run ended(State end, String why, Instant now) {
        return new Run(job, scheduledAt, cause, firstCalledAt, calls, end, runId, runStatus, duplicate, now, why);
    }

    /** From the first call to the seen end, in milliseconds; null while under way. */
    public @Nullable Long durationMs() {
        return endedAt == null ? null : Duration.between(firstCalledAt, endedAt).toMillis();
    }
}
