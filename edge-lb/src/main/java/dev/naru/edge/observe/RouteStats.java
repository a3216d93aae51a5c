package dev.naru.edge.observe;

/** What one event loop counts for one route. One writer, any readers. */
public final class RouteStats {
    private static final int OUTCOMES = Outcome.values().length;
    static final int CLASSES = 6;
    private static final int ACCEPTED = OUTCOMES + CLASSES;
    private static final int BYTES_IN = ACCEPTED + 1;
    private static final int BYTES_OUT = ACCEPTED + 2;
    private static final int RETRIES = ACCEPTED + 3;
    private static final int MISDIRECTED = ACCEPTED + 4;
    private static final int UNSAFE_REPEATS = ACCEPTED + 5;

    private final String site;
    private final String route;
    private final String label;
    private final Counters counters = new Counters(ACCEPTED + 6);
    private final Histogram duration = new Histogram();
    private final Histogram firstByte = new Histogram();
    private final Histogram connect = new Histogram();

    public RouteStats(String site, String route) {
        this.site = site;
        this.route = route;
        this.label = site + "/" + route;
    }

    /** A request arrived. */
    public void accepted() {
        counters.add(ACCEPTED, 1);
    }

    /** It ended; {@code status} is what the client was told, 0 when nothing was. */
    public void ended(Outcome outcome, int status, long bytesIn, long bytesOut, long nanos) {
        counters.add(outcome.ordinal(), 1);
        counters.add(OUTCOMES + Math.min(5, status / 100), 1);
        counters.add(BYTES_IN, bytesIn);
        counters.add(BYTES_OUT, bytesOut);
        duration.record(nanos);
    }

    /** The head of a server's answer came, so many nanoseconds after the first choice of a server. */
    public void answered(long nanos) {
        firstByte.record(nanos);
    }

    /** A connection was made for a request, in so many nanoseconds. */
    public void connected(long nanos) {
        connect.record(nanos);
    }

    /** An attempt was repeated on another server or connection. */
    public void retried() {
        counters.add(RETRIES, 1);
    }

    /** A request was repeated whose first attempt may have had its effect: neither idempotent, nor with a key, nor refused unprocessed. To stay 0. */
    public void unsafeRepeat() {
        counters.add(UNSAFE_REPEATS, 1);
    }

    /** A request came to a route for those that are at the wrong host. */
    public void misdirected() {
        counters.add(MISDIRECTED, 1);
    }

    public String site() {
        return site;
    }

    public String route() {
        return route;
    }

    /** {@code site/route}, for the log. */
    public String label() {
        return label;
    }

    public long acceptedCount() {
        return counters.get(ACCEPTED);
    }

    public long outcomeCount(Outcome outcome) {
        return counters.get(outcome.ordinal());
    }

    /** Answers by class: 1 to 5 for 1xx to 5xx, 0 for none sent. */
    public long classCount(int statusClass) {
        return counters.get(OUTCOMES + statusClass);
    }

    public long bytesIn() {
        return counters.get(BYTES_IN);
    }

    public long bytesOut() {
        return counters.get(BYTES_OUT);
    }

    public long retries() {
        return counters.get(RETRIES);
    }

    public long unsafeRepeats() {
        return counters.get(UNSAFE_REPEATS);
    }

    public long misdirectedCount() {
        return counters.get(MISDIRECTED);
    }

    Histogram duration() {
        return duration;
    }

    Histogram firstByte() {
        return firstByte;
    }

    Histogram connect() {
        return connect;
    }
}
