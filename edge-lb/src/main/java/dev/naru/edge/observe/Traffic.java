package dev.naru.edge.observe;

/**
 * What servers got and did since the edge started: a reading of counters that only grow, so that two of them subtract to a window. Attempts count, not requests of
 * clients: one that is repeated elsewhere counts at both servers.
 *
 * @param requests attempts, those included for which no connection came about
 * @param errors4xx answers with 4xx
 * @param errors5xx answers with 5xx
 * @param connectErrors attempts for which no connection came about: refused, too slow, TLS failed
 * @param timeouts attempts whose answer did not come, or not on, in time
 * @param broken attempts that ended in a closed connection or in an answer that was malformed or cut off
 * @param firstByte from the choice of the server to the head of its answer
 * @param whole from the choice of the server to the end of its answer, of those that were delivered whole
 * @param connect to make a connection, TLS included
 */
public record Traffic(
        long requests,
        long errors4xx,
        long errors5xx,
        long connectErrors,
        long timeouts,
        long broken,
        Distribution firstByte,
        Distribution whole,
        Distribution connect) {
    /** None. */
    public static final Traffic NONE =
            new Traffic(0, 0, 0, 0, 0, 0, Distribution.EMPTY, Distribution.EMPTY, Distribution.EMPTY);

    /** What came since an earlier reading of the same servers. */
    public Traffic since(Traffic earlier) {
        return new Traffic(
                requests - earlier.requests,
                errors4xx - earlier.errors4xx,
                errors5xx - earlier.errors5xx,
                connectErrors - earlier.connectErrors,
                timeouts - earlier.timeouts,
                broken - earlier.broken,
                firstByte.since(earlier.firstByte),
                whole.since(earlier.whole),
                connect.since(earlier.connect));
    }

    /** Attempts that came to nothing, or to an answer with 5xx. */
    public long failures() {
        return errors5xx + connectErrors + timeouts + broken;
    }
}
