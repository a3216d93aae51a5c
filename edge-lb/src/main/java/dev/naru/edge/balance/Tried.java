package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;
import org.jspecify.annotations.Nullable;

/** The servers that one exchange has tried; reused, bounded by the retries a configuration may ask for. */
public final class Tried {
    /** Most servers one exchange tries. */
    public static final int MAX = 6;

    private final @Nullable Server[] servers = new Server[MAX];
    private int count;

    public void clear() {
        count = 0;
    }

    public void add(Server server) {
        servers[count++] = server;
    }

    public int count() {
        return count;
    }

    boolean contains(Server server) {
        for (int i = 0; i < count; i++) {
            if (servers[i].index() == server.index()) {
                return true;
            }
        }
        return false;
    }
}
