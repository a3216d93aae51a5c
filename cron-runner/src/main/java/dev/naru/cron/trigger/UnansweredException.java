package dev.naru.cron.trigger;

/** The API gave no answer that settles the call: it may be asked again, with the same run key. */
final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message, Throwable cause) {
        super(message, cause);
    }

    UnansweredException(String message) {
        super(message);
    }
}
