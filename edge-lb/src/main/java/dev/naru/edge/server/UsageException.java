package dev.naru.edge.server;

/** What was wrong with the words of a command. */
final class UsageException extends Exception {
    UsageException(String message) {
        super(message);
    }
}
