package dev.naru.bench.faults;

/** What goes over the wire: every request has an id of its own, and the right answer to it is known. */
final class Traffic {
    static final String HOST = "shop.localhost";

    private static final int REPEATED = 40;

    private Traffic() {}

    /** The body of the answer to a request. */
    static String body(String id) {
        return (id + ";").repeat(REPEATED);
    }

    static String get(String id, boolean last) {
        return "GET /items/" + id + " HTTP/1.1\r\nHost: " + HOST + "\r\nX-Id: " + id + "\r\n"
                + (last ? "Connection: close\r\n" : "") + "\r\n";
    }

    static String post(String id) {
        return "POST /orders HTTP/1.1\r\nHost: " + HOST + "\r\nX-Id: " + id + "\r\nContent-Length: 5\r\n\r\norder";
    }
}
