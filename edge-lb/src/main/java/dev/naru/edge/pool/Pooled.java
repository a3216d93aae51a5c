package dev.naru.edge.pool;

/** A connection that can lie in a {@link ConnectionPool}: it remembers its slot there, so that one that dies leaves in constant time. */
public interface Pooled {
    /** The slot last given, or -1. */
    int poolSlot();

    /** Called by the pool only. */
    void poolSlot(int slot);
}
