package dev.naru.origin.platform;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An order's timeline: who did what, on which server, under which key. Written with the change that it tells of. */
@Singleton
public class Journal {

    private static final int MAX_DETAIL_CHARS = 500;
    private static final int MAX_ENTRIES = 200;

    /**
     * @param actor buyer, webhook, sweeper, job and so on
     * @param event such as {@code payment.paid}
     * @param key the idempotency key or the gateway's key that the step went under
     */
    @Schema(name = "TimelineEntry")
    public record Entry(
            Instant at,
            String actor,
            String server,
            String event,
            @Nullable String key,
            @Nullable String detail) {}

    private final String server;

    Journal(NaruConfig config) {
        this.server = config.replica();
    }

    public void add(Tx tx, String orderNo, String actor, String event, @Nullable String key, @Nullable String detail) {
        String bounded =
                detail == null || detail.length() <= MAX_DETAIL_CHARS ? detail : detail.substring(0, MAX_DETAIL_CHARS);
        tx.update(
                "INSERT INTO journal (order_no, actor, server, event, key, detail) VALUES (?, ?, ?, ?, ?, ?)",
                orderNo,
                actor,
                server,
                event,
                key,
                bounded);
    }

    /** {@link #add} unless the same is in the timeline already: for events that a stranger can repeat at will. */
    public void addOnce(Tx tx, String orderNo, String actor, String event, String key, String detail) {
        boolean there = tx.one(
                        "SELECT 1 FROM journal WHERE order_no = ? AND event = ? AND key = ? LIMIT 1",
                        row -> true,
                        orderNo,
                        event,
                        key)
                .orElse(false);
        if (!there) {
            add(tx, orderNo, actor, event, key, detail);
        }
    }

    /** Oldest first, the first 200. */
    public List<Entry> of(Tx tx, String orderNo) {
        return tx.list(
                "SELECT at, actor, server, event, key, detail FROM journal WHERE order_no = ? ORDER BY id LIMIT "
                        + MAX_ENTRIES,
                row -> new Entry(
                        row.instant("at"),
                        row.string("actor"),
                        row.string("server"),
                        row.string("event"),
                        row.nullableString("key"),
                        row.nullableString("detail")),
                orderNo);
    }
}
