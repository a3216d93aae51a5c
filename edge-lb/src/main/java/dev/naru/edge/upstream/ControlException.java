package dev.naru.edge.upstream;

/** A change of the running edge was refused, and nothing was changed; the message says why and what would do. */
public final class ControlException extends Exception {
    /** What kind of refusal it is. */
    public enum Kind {
        /** No such upstream, group, server or listener. */
        UNKNOWN,
        /** A value out of its bounds. */
        INVALID,
        /** It would be possible, but not in the state that the edge is in. */
        CONFLICT
    }

    private final Kind kind;

    public ControlException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
