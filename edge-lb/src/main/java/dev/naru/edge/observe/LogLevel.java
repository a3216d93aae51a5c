package dev.naru.edge.observe;

/** How much the error log says. A level says what those before it say, too. */
public enum LogLevel {
    /** Faults of the edge itself. */
    ERROR,
    /** What clients and servers did wrong. */
    WARN,
    /** What an operator or the edge changed. The level of a start. */
    INFO,
    /** Each attempt at a server that failed, and each repetition of a request. */
    DEBUG
}
