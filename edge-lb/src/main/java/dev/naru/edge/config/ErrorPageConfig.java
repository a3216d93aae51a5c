package dev.naru.edge.config;

import java.util.List;

/**
 * A page that a site answers errors of the edge's own with.
 *
 * @param statuses 400..599 that it is for
 * @param outcomes that it is for, before any page for a status
 * @param contentType {@code text/html…} is for browsers, any other type for everybody else
 * @param text the file, at most 65,536 bytes of UTF-8, with {@code {{placeholders}}}
 */
public record ErrorPageConfig(List<Integer> statuses, List<String> outcomes, String contentType, String text) {
    /** What the edge answers with an error of its own: the codes of docs/outcomes.md that have a status. */
    public static final List<String> OUTCOMES = List.of(
            "client-bad-request",
            "client-slow-head",
            "client-slow-body",
            "misdirected",
            "no-route",
            "method-refused",
            "body-too-large",
            "rewrite-refused",
            "address-denied",
            "rate-limited",
            "referer-refused",
            "auth-required",
            "auth-refused",
            "auth-unavailable",
            "no-server",
            "circuit-open",
            "overloaded",
            "machine-full",
            "queue-timeout",
            "edge-error",
            "connect-failed",
            "connect-timeout",
            "server-tls-failed",
            "server-closed",
            "server-bad-answer",
            "server-timeout");

    /** What a page may say, in double braces. */
    public static final List<String> PLACEHOLDERS = List.of("status", "reason", "outcome", "detail", "request_id");

    public ErrorPageConfig {
        statuses = List.copyOf(statuses);
        outcomes = List.copyOf(outcomes);
    }
}
