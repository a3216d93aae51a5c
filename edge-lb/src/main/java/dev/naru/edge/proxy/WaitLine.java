package dev.naru.edge.proxy;

import dev.naru.edge.config.CapacityConfig;
import dev.naru.edge.config.Priority;
import dev.naru.edge.config.ResilienceConfig;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import dev.naru.edge.upstream.WaitingRoom;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one event loop that wait for a server of one upstream: for a place, when all servers are full ({@code capacity.queue}), or for any server to come
 * up ({@code hold}). First by priority, then by arrival; each has a deadline, and the number is bounded over all loops. The line of a waiter is intrusive, so
 * waiting allocates nothing.
 *
 * <p>A server that comes up meets a whole line, and must not get it at once: of held requests one is sent first, and each answer lets two more go. So the number
 * in flight at most doubles with each round, as in TCP's slow start (RFC 5681 section 3.1).
 */
final class WaitLine {
    private static final int RANKS = Priority.values().length;

    /** Of eight parts of the queue, those that the first class may fill; each class below may fill one part less, so it is refused first. */
    private static final int PARTS = 8;

    private final LoopContext context;
    private final WaitingRoom room;
    private final WaitingRoom.Door door;
    private final @Nullable Waiter[] first = new Waiter[RANKS];
    private final @Nullable Waiter[] last = new Waiter[RANKS];
    private final Runnable look = this::look;
    private Upstream upstream;
    private int held;
    private int sent;
    private int credit = 1;

    WaitLine(LoopContext context, Upstream upstream) {
        this.context = context;
        this.upstream = upstream;
        this.room = upstream.state().waiting();
        this.door = room.newDoor(() -> context.loop.execute(look));
    }

    /** Whether an upstream with this configuration ever lets requests wait. */
    static boolean neededBy(ResilienceConfig config) {
        CapacityConfig capacity = config.capacity();
        return config.hold().timeoutMs() > 0 || (capacity != null && capacity.queue() > 0);
    }

    /** A reload's view of the same upstream. */
    void follow(Upstream next) {
        upstream = next;
    }

    /** Whether nobody waits in it. */
    boolean empty() {
        return head() == null;
    }

    Upstream upstream() {
        return upstream;
    }

    // ---- coming and going

    /** Whether a new request has to stand behind others. */
    boolean busyFor(Exchange e) {
        return held > 0 || room.hasBefore(e.rank());
    }

    /** Whether those who wait do so for a server to come up. */
    boolean holds() {
        return held > 0;
    }

    /** Waits for a place; false when the queue has no room for a request of this class. */
    boolean queue(ClientHandler client, Exchange e, long now) {
        CapacityConfig capacity = upstream.config().resilience().capacity();
        if (capacity == null || capacity.queue() == 0) {
            return false;
        }
        int room = Math.max(1, capacity.queue() * (PARTS - e.rank()) / PARTS);
        return enter(client, e, room, now + capacity.queueTimeoutMs() * 1_000_000, false);
    }

    /** Waits for a server to come up; false when it may not, or no longer. */
    boolean hold(ClientHandler client, Exchange e, long now) {
        ResilienceConfig config = upstream.config().resilience();
        long deadline = e.startNanos + config.hold().timeoutMs() * 1_000_000;
        return deadline - now > 0 && enter(client, e, config.hold().maxWaiting(), deadline, true);
    }

    private boolean enter(ClientHandler client, Exchange e, int max, long deadline, boolean hold) {
        if (!room.enter(max)) {
            return false;
        }
        Waiter w = e.waiter(client);
        w.report(false); // sent on before, and back again
        w.line = this;
        w.held = hold;
        w.rank = e.rank();
        w.ticket = room.ticket(w.rank);
        w.deadlineNanos = e.deadlineNanos != 0 && e.deadlineNanos - deadline < 0 ? e.deadlineNanos : deadline;
        held += hold ? 1 : 0;
        append(w);
        show();
        if (!hold) {
            context.loop.execute(look); // a place may have become free before we showed ourselves
        }
        return true;
    }

    private void append(Waiter w) {
        Waiter tail = last[w.rank];
        w.previous = tail;
        w.next = null;
        if (tail == null) {
            first[w.rank] = w;
        } else {
            tail.next = w;
        }
        last[w.rank] = w;
    }

    void remove(Waiter w) {
        Waiter previous = w.previous;
        Waiter next = w.next;
        if (previous == null) {
            first[w.rank] = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last[w.rank] = previous;
        } else {
            next.previous = previous;
        }
        w.previous = null;
        w.next = null;
        w.line = null;
        held -= w.held ? 1 : 0;
        room.leave();
        show();
    }

    private void show() {
        Waiter head = head();
        door.show(head == null ? WaitingRoom.NOBODY : head.ticket);
    }

    private @Nullable Waiter head() {
        for (Waiter w : first) {
            if (w != null) {
                return w;
            }
        }
        return null;
    }

    /** The line is no longer needed: those in it are told so. */
    void close() {
        for (Waiter w = head(); w != null; w = head()) {
            fail(w, Outcome.NO_SERVER, "the upstream was taken out of the configuration");
        }
        room.close(door);
    }

    // ---- going on

    /** Sends on as many as servers take, the first ones first. */
    void look() {
        for (Waiter w = head(); w != null; w = head()) {
            if (w.held && credit == 0) {
                return;
            }
            long now = System.nanoTime();
            Exchange e = w.exchange;
            e.upstream = upstream;
            Server server = Dispatcher.pick(context, e, now);
            if (server == null) {
                return;
            }
            remove(w);
            if (w.held) {
                credit--;
                sent++;
                w.sentBy = this;
            }
            try {
                Dispatcher.sendWaited(context, w.client, e, server, now);
            } catch (RuntimeException fault) {
                Faults.report("sending a request that waited to " + server.name(), fault);
                w.client.edgeFailed();
            }
        }
    }

    /** One of those sent on from a hold came to its end. */
    void heard(boolean answered) {
        sent--;
        if (answered) {
            credit += 2;
            context.loop.execute(look);
        }
    }

    /** Once a tick of the loop: deadlines, and servers that came up without anybody saying so. */
    void tick(long now) {
        for (Waiter head : first) {
            Waiter w = head;
            while (w != null) {
                Waiter next = w.next;
                if (now - w.deadlineNanos >= 0) {
                    expire(w);
                }
                w = next;
            }
        }
        if (sent == 0 && (credit == 0 || held == 0)) {
            credit = 1; // all that were sent failed, or nobody is held: begin anew with one
        }
        look();
    }

    private void expire(Waiter w) {
        if (w.held) {
            fail(w, Outcome.NO_SERVER, "no server came up in time");
        } else {
            fail(w, Outcome.QUEUE_TIMEOUT, "no server had a place in time");
        }
    }

    private void fail(Waiter w, Outcome outcome, String detail) {
        remove(w);
        w.client.failed(outcome, detail);
    }
}
