package dev.naru.origin.platform;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A failed statement. {@link Database} decides whether it is tried again, is a 503, or is a bug. */
public final class SqlFailure extends RuntimeException {

    private static final String UNIQUE_VIOLATION = "23505";

    private final SQLException sql;

    SqlFailure(SQLException sql) {
        super(sql.getMessage(), sql);
        this.sql = sql;
    }

    /** True when the statement broke that unique constraint or index. */
    public boolean violates(String constraint) {
        return UNIQUE_VIOLATION.equals(sql.getSQLState()) && constraint.equals(constraint());
    }

    private @Nullable String constraint() {
        ServerErrorMessage server = sql instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return server == null ? null : server.getConstraint();
    }

    SQLException sql() {
        return sql;
    }
}
