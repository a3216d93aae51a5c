package dev.naru.edge.observe;

/** What one event loop counts for one server. One writer, any readers. */
public final class ServerStats {
    private static final int REQUESTS = 0;
    private static final int FAILURES = 1;
    private static final int CONNECTS = 2;
    private static final int IN_FLIGHT = 3;
    private static final int IDLE = 4;
    private static final int ERRORS_5XX = 5;
    private static final int ANSWERS = 6;
    private static final int WAITED_NANOS = 7;
    private static final int ERRORS_4XX = 8;
    private static final int CONNECT_ERRORS = 9;
    private static final int TIMEOUTS = 10;
    private static final int REUSED = 11;
    private static final int CONNECTING = 12;

    private final String upstream;
    private final String group;
    private final String server;
    private final Counters counters = new Counters(13);
    private final Histogram firstByte = new Histogram();
    private final Histogram whole = new Histogram();
    private final Histogram connect = new Histogram();

    public ServerStats(String upstream, String group, String server) {
        this.upstream = upstream;
        this.group = group;
        this.server = server;
    }

    public void started() {
        counters.add(REQUESTS, 1);
        counters.add(IN_FLIGHT, 1);
    }

    public void ended() {
        counters.add(IN_FLIGHT, -1);
    }

    /** The head of an answer came, so many nanoseconds after the server was chosen. */
    public void answered(int status, long nanos) {
        counters.add(ANSWERS, 1);
        counters.add(WAITED_NANOS, nanos);
        firstByte.record(nanos);
        if (status >= 500) {
            counters.add(ERRORS_5XX, 1);
        } else if (status >= 400) {
            counters.add(ERRORS_4XX, 1);
        }
    }

    /** Its answer was delivered whole, so many nanoseconds after the server was chosen. */
    public void completed(long nanos) {
        whole.record(nanos);
    }

    /** An attempt failed, in whatever way; those below say so too. */
    public void failed() {
        counters.add(FAILURES, 1);
    }

    /** Connections on their way to it: 1 for one more, -1 for one that came to be or failed. */
    public void connecting(int change) {
        counters.add(CONNECTING, change);
    }

    /** It failed since no connection came about. */
    public void connectFailed() {
        counters.add(CONNECT_ERRORS, 1);
    }

    /** It failed since the answer did not come, or not on, in time. */
    public void timedOut() {
        counters.add(TIMEOUTS, 1);
    }

    /** An attempt found an idle connection. */
    public void reusedConnection() {
        counters.add(REUSED, 1);
    }

    /** A connection was made in so many nanoseconds, TLS included. */
    public void connected(long nanos) {
        counters.add(CONNECTS, 1);
        connect.record(nanos);
    }

    public void idle(int change) {
        counters.add(IDLE, change);
    }

    public String upstream() {
        return upstream;
    }

    public String group() {
        return group;
    }

    public String server() {
        return server;
    }

    public long requests() {
        return counters.get(REQUESTS);
    }

    public long failures() {
        return counters.get(FAILURES);
    }

    public long reused() {
        return counters.get(REUSED);
    }

    public long connects() {
        return counters.get(CONNECTS);
    }

    /** Requests at it, connections that are kept to it or are being made: while there is any, it must not be stopped. */
    public long open() {
        return counters.get(IN_FLIGHT) + counters.get(IDLE) + counters.get(CONNECTING);
    }

    public long inFlight() {
        return counters.get(IN_FLIGHT);
    }

    public long idleConnections() {
        return counters.get(IDLE);
    }

    public long answers() {
        return counters.get(ANSWERS);
    }

    public long waitedNanos() {
        return counters.get(WAITED_NANOS);
    }

    public long errors5xx() {
        return counters.get(ERRORS_5XX);
    }

    public long errors4xx() {
        return counters.get(ERRORS_4XX);
    }

    public long connectErrors() {
        return counters.get(CONNECT_ERRORS);
    }

    public long timeouts() {
        return counters.get(TIMEOUTS);
    }

    Histogram firstByte() {
        return firstByte;
    }

    Histogram whole() {
        return whole;
    }

    Histogram connect() {
        return connect;
    }
}
