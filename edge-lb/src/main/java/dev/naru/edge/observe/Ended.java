package dev.naru.edge.observe;

/** How one exchange went, for its line of the access log. Reused for every line of a loop. */
public final class Ended {
    /** The client's address as text. */
    public byte[] peer = {};

    /** What the client was told; 0 when nothing was. */
    public int status;

    public long bytesIn;
    public long bytesOut;

    /** The whole duration. */
    public long nanos;

    /** From the choice of a server to its head; -1 when there was none. */
    public long serverNanos;

    public Outcome outcome = Outcome.OK;
    public String route = "-";
    public String server = "-";
    public int attempts;
    public long idHigh;
    public long idLow;
}
