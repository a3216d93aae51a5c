package dev.naru.edge.observe;

/**
 * How an exchange ended: who ended it, at which stage. Every accepted request ends in exactly one; the {@link #code} is the same in the access log, in metrics, on
 * error pages and in docs/outcomes.md.
 */
public enum Outcome {
    /** The back end's answer was delivered whole. */
    OK("ok", Who.SERVER, 0),
    /** A WebSocket or other tunnel ran and was closed. */
    TUNNEL("tunnel", Who.SERVER, 101),

    CLIENT_BAD_REQUEST("client-bad-request", Who.CLIENT, 400),
    CLIENT_LEFT_REQUEST("client-left-request", Who.CLIENT, 499),
    CLIENT_LEFT_WAITING("client-left-waiting", Who.CLIENT, 499),
    CLIENT_LEFT_RESPONSE("client-left-response", Who.CLIENT, 499),
    CLIENT_SLOW_HEAD("client-slow-head", Who.CLIENT, 408),
    CLIENT_SLOW_BODY("client-slow-body", Who.CLIENT, 408),
    CLIENT_SLOW_READ("client-slow-read", Who.CLIENT, 499),

    RESPOND("respond", Who.POLICY, 0),
    REDIRECT("redirect", Who.POLICY, 0),
    NO_SITE("no-site", Who.POLICY, 421),
    MISDIRECTED("misdirected", Who.POLICY, 421),
    NO_ROUTE("no-route", Who.POLICY, 404),
    METHOD_REFUSED("method-refused", Who.POLICY, 405),
    BODY_TOO_LARGE("body-too-large", Who.POLICY, 413),
    REWRITE_REFUSED("rewrite-refused", Who.POLICY, 400),
    ADDRESS_DENIED("address-denied", Who.POLICY, 403),
    RATE_LIMITED("rate-limited", Who.POLICY, 429),
    REFERER_REFUSED("referer-refused", Who.POLICY, 403),
    AUTH_REQUIRED("auth-required", Who.POLICY, 401),
    AUTH_REFUSED("auth-refused", Who.POLICY, 401),
    AUTH_UNAVAILABLE("auth-unavailable", Who.EDGE, 503),

    NO_SERVER("no-server", Who.EDGE, 503),
    CIRCUIT_OPEN("circuit-open", Who.EDGE, 503),
    OVERLOADED("overloaded", Who.EDGE, 503),
    MACHINE_FULL("machine-full", Who.EDGE, 503),
    QUEUE_TIMEOUT("queue-timeout", Who.TIMEOUT, 503),
    EDGE_ERROR("edge-error", Who.EDGE, 500),

    CONNECT_FAILED("connect-failed", Who.SERVER, 502),
    CONNECT_TIMEOUT("connect-timeout", Who.TIMEOUT, 504),
    SERVER_TLS_FAILED("server-tls-failed", Who.SERVER, 502),
    SERVER_CLOSED("server-closed", Who.SERVER, 502),
    SERVER_BAD_ANSWER("server-bad-answer", Who.SERVER, 502),
    SERVER_TRUNCATED("server-truncated", Who.SERVER, 502),
    SERVER_TIMEOUT("server-timeout", Who.TIMEOUT, 504),
    SERVER_STALLED("server-stalled", Who.TIMEOUT, 504);

    /** Who ended the exchange. */
    public enum Who {
        CLIENT,
        SERVER,
        POLICY,
        EDGE,
        TIMEOUT
    }

    /** Where a request ends in the account. */
    public enum End {
        /** A server's answer was delivered whole. */
        UPSTREAM("upstream"),
        /** The edge answered itself, or refused to go on. */
        EDGE("edge"),
        /** The client gave up before it had its answer. */
        CLIENT("client"),
        /** A server began an answer and did not end it. */
        BROKEN("broken");

        final String label;

        End(String label) {
            this.label = label;
        }
    }

    /** Its place in the account. */
    public End end() {
        return switch (this) {
            case OK, TUNNEL -> End.UPSTREAM;
            case CLIENT_LEFT_REQUEST, CLIENT_LEFT_WAITING, CLIENT_LEFT_RESPONSE, CLIENT_SLOW_READ -> End.CLIENT;
            case SERVER_TRUNCATED, SERVER_STALLED -> End.BROKEN;
            default -> End.EDGE;
        };
    }

    /** Short, stable, lower-case. */
    public final String code;

    public final Who who;

    /** The status of the edge's own answer for it; 0 when the status comes from elsewhere. 499 is never sent: there is nobody to read it. */
    public final int status;

    Outcome(String code, Who who, int status) {
        this.code = code;
        this.who = who;
        this.status = status;
    }
}
