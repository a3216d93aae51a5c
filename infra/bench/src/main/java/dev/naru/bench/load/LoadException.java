package dev.naru.bench.load;

/** The load could not be applied as asked; the message says what was expected and found. */
public final class LoadException extends RuntimeException {

    public LoadException(String message) {
        super(message);
    }
}
