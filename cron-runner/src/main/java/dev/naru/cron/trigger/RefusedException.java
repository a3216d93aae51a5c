package dev.naru.cron.trigger;

/** The API has answered, and says no: asking again at once would get the same answer. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
