package dev.naru.edge.http;

/** A parsed response head; reused for every response on a loop. */
public final class ResponseHead extends MessageHead {
    /** 100 to 599. */
    public int status;

    /** The reason phrase, perhaps empty. */
    public int reasonStart;

    public int reasonEnd;

    /** @param maxFields most header fields, 1 to 1000 */
    public ResponseHead(int maxFields) {
        super(maxFields);
    }

    /** An interim answer: a final one follows. */
    public boolean interim() {
        return status < 200 && status != 101;
    }

    /** Whether this status never has a body (RFC 9112 §6.3). */
    public boolean bodiless() {
        return status < 200 || status == 204 || status == 304;
    }
}
