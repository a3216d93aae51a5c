package dev.naru.shop.platform;

import org.jspecify.annotations.Nullable;

/** Ends a request with a {@link Reason}; the page package turns it into a page or a problem document. */
public class Refusal extends RuntimeException {
    private final Reason reason;

    /** @param detail for logs and machine callers, in English: what was wrong and what to do */
    public Refusal(Reason reason, String detail) {
        this(reason, detail, null);
    }

    public Refusal(Reason reason, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
