package dev.naru.cluster;

/** The cluster cannot start or go on. The message names what is wrong and the remedy, and is all that the user is shown. */
public final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LaunchException(String message) {
        super(message);
    }

    public LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
