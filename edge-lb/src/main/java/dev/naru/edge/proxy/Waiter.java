package dev.naru.edge.proxy;

import org.jspecify.annotations.Nullable;

/** The place of one exchange in a {@link WaitLine}; made when its connection waits for the first time, then reused. Plain data of the line. */
final class Waiter {
    final ClientHandler client;
    final Exchange exchange;

    /** The line it stands in; null when it waits for nothing. */
    @Nullable
    WaitLine line;

    /** The line that sent it on from a hold and waits to hear how it went. */
    @Nullable
    WaitLine sentBy;

    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    int rank;
    long ticket;
    long deadlineNanos;

    /** It waits for a server to come up, and not for a place at one. */
    boolean held;

    Waiter(ClientHandler client, Exchange exchange) {
        this.client = client;
        this.exchange = exchange;
    }

    /** The exchange ended, wherever it was. */
    void ended(boolean answered) {
        WaitLine standing = line;
        if (standing != null) {
            standing.remove(this);
        }
        report(answered);
    }

    /** Tells the line that sent it on how it went. */
    void report(boolean answered) {
        WaitLine sender = sentBy;
        if (sender != null) {
            sentBy = null;
            sender.heard(answered);
        }
    }
}
