package dev.naru.edge.deploy;

/** A request of an operator that cannot be met; nothing has changed. The message says why, and what would help. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean conflict;

    private Refused(String message, boolean conflict) {
        super(message);
        this.conflict = conflict;
    }

    /** It is wrong in itself. */
    static Refused invalid(String message) {
        return new Refused(message, false);
    }

    /** It does not fit the present state. */
    static Refused conflict(String message) {
        return new Refused(message, true);
    }

    /** Whether the same could be asked for at another time. */
    public boolean conflict() {
        return conflict;
    }

    /** Why. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
