package dev.naru.pgsim.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.platform.PgSimConfig;
import dev.naru.pgsim.platform.Refusal;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The truth about payments. The only writer of its state: one transaction at a time decides on the state as it is, and
 * is on the disk before its result leaves. Thread safe; a call may wait for the disk.
 */
@Startup
@Singleton
public final class Ledger {
    private static final Logger LOG = Logger.getLogger(Ledger.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final LedgerState state = new LedgerState();
    private final ObjectMapper json;
    private final Duration window;
    private final int maxPayments;
    private final Journal journal;

    /** Replays the journal; throws {@link UncheckedIOException} when it cannot be read or another process owns it. */
    public Ledger(PgSimConfig config, ObjectMapper json) {
        this.json = json;
        window = config.confirmWindow();
        maxPayments = config.maxPayments();
        Path folder = config.dataDir();
        try {
            journal = Journal.open(folder, line -> state.apply(json.readValue(line, Entry.class)));
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger cannot start: " + e.getMessage(), e);
        }
        if (journal.tornBytes() > 0) {
            LOG.warnf(
                    "%s/journal.jsonl ended in a torn line of %d bytes, never acknowledged; it was cut off",
                    folder, journal.tornBytes());
        }
        LOG.infof("Ledger in %s: %d payments after entry %d", folder, state.size(), state.sequence());
    }

    /**
     * Runs {@code work} alone on the current state, writes what it put, and gives its result. When {@code work} throws,
     * nothing changes. When the disk refuses, nothing changes and the caller gets 507.
     */
    public <T> T transact(Function<Transaction, T> work) {
        lock.lock();
        try {
            Transaction transaction = new Transaction(state, Instant.now(), window, maxPayments);
            T result = work.apply(transaction);
            transaction.entry().ifPresent(this::commit);
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** All payments as seen now, newest first. */
    public List<Payment> payments() {
        List<Payment> all = reading(state -> state.payments());
        Instant now = Instant.now();
        return all.reversed().stream().map(p -> p.seenAt(now, window)).toList();
    }

    /** Events pending or recently ended, newest first. */
    public List<Webhook> webhooks() {
        return reading(state -> state.webhooks()).reversed();
    }

    /** Bytes of a torn last line that this start cut off. */
    public long tornBytes() {
        return journal.tornBytes();
    }

    /** Whether writes go through: false after a failed write that could not be undone. */
    public boolean writable() {
        return reading(any -> !journal.broken());
    }

    @PreDestroy
    void close() throws IOException {
        lock.lock();
        try {
            journal.close();
        } finally {
            lock.unlock();
        }
    }

    private <T> T reading(Function<LedgerState, T> query) {
        lock.lock();
        try {
            return query.apply(state);
        } finally {
            lock.unlock();
        }
    }

    private void commit(Entry entry) {
        try {
            journal.append(json.writeValueAsBytes(entry));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry that JSON cannot hold", e);
        } catch (IOException e) {
            LOG.errorf(e, "The journal refused entry %d; nothing changed", entry.sequence());
            throw new Refusal(
                    507, "ledger-write", "Ledger not written", "The journal cannot be written: " + e.getMessage());
        }
        state.apply(entry);
    }
}
