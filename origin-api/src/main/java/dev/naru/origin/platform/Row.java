package dev.naru.origin.platform;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of a result, read by column name. The plain getters expect a value; {@code nullable…} ones allow NULL. */
public final class Row {

    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    public String string(String column) {
        return required(column, nullableString(column));
    }

    public @Nullable String nullableString(String column) {
        try {
            return result.getString(column);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    public long longValue(String column) {
        try {
            return result.getLong(column);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    public int intValue(String column) {
        return Math.toIntExact(longValue(column));
    }

    public boolean bool(String column) {
        try {
            return result.getBoolean(column);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    public Instant instant(String column) {
        return required(column, nullableInstant(column));
    }

    public @Nullable Instant nullableInstant(String column) {
        try {
            OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    public UUID uuid(String column) {
        return required(column, nullableUuid(column));
    }

    public @Nullable UUID nullableUuid(String column) {
        try {
            return result.getObject(column, UUID.class);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private static <T> T required(String column, @Nullable T value) {
        return Objects.requireNonNull(value, () -> "column " + column + " is NULL");
    }
}
