package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;
import org.jspecify.annotations.Nullable;

/** What a request brings to the choice of its server. Plain data of an exchange, reused; without any of it the policy of the upstream decides alone. */
public final class Choice {
    /** For policies that hash; 0 when there is none. */
    public long key;

    /** Who asks, where the route has an affinity: decides the group; 0 when unknown. */
    public long user;

    /** Whether {@link #user} decides the server inside the group too, instead of the policy. */
    public boolean byUser;

    /** The server that the user is pinned to, as long as it may be used. */
    public @Nullable Server pinned;

    /** Makes it a request that brings nothing. */
    public void clear() {
        key = Picker.NO_KEY;
        user = 0;
        byUser = false;
        pinned = null;
    }
}
