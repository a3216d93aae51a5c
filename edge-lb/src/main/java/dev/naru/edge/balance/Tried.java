package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;
import org.jspecify.annotations.Nullable;

/** The servers that one exchange has tried; reused, bounded by the retries a configuration may ask for. */
public final class Tried {
    /** Most servers one exchange tries. */
    public static final int MAX = 6;

    private final @Nullable Server[] servers = new Server[MAX];
    private final @Nullable Server[] passed = new Server[MAX];
    private int count;
    private int passedCount;

    public void clear() {
        count = 0;
        passedCount = 0;
    }

    public void add(Server server) {
        servers[count++] = server;
    }

    public int count() {
        return count;
    }

    /** Whether this exchange tried the server, or this choice left it out. */
    public boolean contains(Server server) {
        for (int i = 0; i < count; i++) {
            if (servers[i].state() == server.state()) {
                return true;
            }
        }
        for (int i = 0; i < passedCount; i++) {
            if (passed[i].state() == server.state()) {
                return true;
            }
        }
        return false;
    }

    /** Leaves a server out for the rest of this choice, since it did not take the request. */
    void pass(Server server) {
        passed[passedCount++] = server;
    }

    void passNone() {
        passedCount = 0;
    }

    /** Ends a choice in which every server was passed: one that is only starting slowly is better than none. */
    @Nullable
    Server claimPassed(long nowNanos) {
        Server claimed = null;
        for (int i = 0; i < passedCount && claimed == null; i++) {
            Server server = passed[i];
            if (server != null
                    && server.state().eligible(nowNanos)
                    && server.state().claimWhole(nowNanos)) {
                claimed = server;
            }
        }
        passedCount = 0;
        return claimed;
    }
}
