package dev.naru.origin.platform;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to PostgreSQL: explicit, short transactions (READ COMMITTED) behind a bulkhead, so that a slow database queues
 * a bounded number of callers for a bounded time and the rest hear 503 at once.
 *
 * <p>A transaction is never open during a call to another process: {@link #requireNoTransaction} guards those calls.
 * Deadlocks and serialization failures are tried again, so the work must have no effect outside the transaction.
 */
@Singleton
public class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final int MAX_TRIES = 3;
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");
    private static final Set<String> TOO_SLOW = Set.of("57014", "55P03", "25P03");

    private final AgroalDataSource pool;
    private final NaruConfig.DatabaseLimits limits;
    private final Semaphore permits;
    private final ThreadLocal<Boolean> inTransaction = ThreadLocal.withInitial(() -> false);

    Database(AgroalDataSource pool, NaruConfig config) {
        this.pool = pool;
        this.limits = config.database();
        this.permits = new Semaphore(limits.permits(), true);
    }

    /**
     * Runs the work in one transaction and commits it; any exception rolls back.
     *
     * @throws Problem 503 when the database is away, too slow or busy; the work's own problems pass through
     */
    public <T extends @Nullable Object> T transaction(Function<Tx, T> work) {
        if (inTransaction.get()) {
            // A second connection under a held one would deadlock the pool under load.
            throw new IllegalStateException("transaction inside a transaction: pass the Tx on");
        }
        acquire();
        inTransaction.set(true);
        try {
            return tryUp(work);
        } finally {
            inTransaction.remove();
            permits.release();
        }
    }

    /** {@link #transaction} for work without a result. */
    public void run(Consumer<Tx> work) {
        this.<@Nullable Void>transaction(tx -> {
            work.accept(tx);
            return null;
        });
    }

    /** Call this before any network call: a row lock held over one would make other callers wait for a stranger. */
    public void requireNoTransaction() {
        if (inTransaction.get()) {
            throw new IllegalStateException("network call inside a transaction");
        }
    }

    private void acquire() {
        boolean free = false;
        if (permits.getQueueLength() < limits.maxWaiting()) {
            try {
                free = permits.tryAcquire(limits.permitWait().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!free) {
            throw Problem.unavailable("database-busy", "Too many requests wait for the database. Try again.", 1, null);
        }
    }

    private <T extends @Nullable Object> T tryUp(Function<Tx, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SqlFailure e) {
                if (!TRY_AGAIN.contains(state(e.sql())) || attempt == MAX_TRIES) {
                    throw refusal(e);
                }
                LOG.debugf("transaction tried again after %s", state(e.sql()));
            }
        }
    }

    private <T extends @Nullable Object> T once(Function<Tx, T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.apply(new Tx(connection));
            } catch (RuntimeException | Error e) {
                rollback(connection, e);
                throw e;
            }
            commit(connection);
            return result;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (isAway(e)) {
                // The server may have committed before the line broke. Only a repeat under the same key can tell.
                throw Problem.unavailable(
                        "commit-unknown",
                        "The connection broke during commit, so the outcome is not known here."
                                + " Repeat the request with the same Idempotency-Key: it acts once.",
                        2,
                        e);
            }
            throw e;
        }
    }

    private static void rollback(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static RuntimeException refusal(SqlFailure failure) {
        SQLException e = failure.sql();
        String state = state(e);
        if (TRY_AGAIN.contains(state) || TOO_SLOW.contains(state)) {
            return Problem.unavailable("database-busy", "The database took too long. Try again.", 1, e);
        }
        if (isAway(e)) {
            return Problem.unavailable("database-unavailable", "The database does not answer. Try again.", 5, e);
        }
        return failure;
    }

    /** No SQLState: the pool's own failures. 08: connection. 57P: shutting down. 53300: too many connections. */
    private static boolean isAway(SQLException e) {
        String state = state(e);
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P") || state.equals("53300");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
