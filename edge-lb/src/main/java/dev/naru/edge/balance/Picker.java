package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;

/** One way to choose among servers. Each has its own memory of one set of servers, and belongs to one event loop. */
interface Picker {
    /** No key: the request lacks what the hash is of. */
    long NO_KEY = 0;

    /**
     * Chooses a server.
     *
     * @param candidates at least one, always of the same servers; may be narrowed
     * @param key of the request, for policies that hash; or {@link #NO_KEY}
     */
    Server pick(Candidates candidates, long key, long nowNanos);

    /** The server failed an attempt. */
    default void failed(Server server) {}
}
