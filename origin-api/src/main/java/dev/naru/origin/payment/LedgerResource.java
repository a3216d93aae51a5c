package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.OperatorToken;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** What this side believes, for comparing with the gateway's own ledger. */
@Path("/operations/ledger")
class LedgerResource {

    /** The newest so many. */
    private static final int MAX_ENTRIES = 1000;

    record Ledger(List<LedgerEntry> payments) {}

    record LedgerEntry(String orderId, @Nullable String paymentKey, long amount, String status) {}

    private final Database database;
    private final OperatorToken operator;

    LedgerResource(Database database, OperatorToken operator) {
        this.database = database;
        this.operator = operator;
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "Payments of the database, newest first, at most 1000")
    public Ledger ledger(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        operator.require(authorization);
        return new Ledger(database.transaction(tx -> tx.list(
                """
                SELECT pg_order_id, provider_key, amount, status, created_at FROM payments
                UNION ALL
                SELECT pg_order_id, provider_key, amount, replace(status, 'CHARGING', 'APPROVING'), created_at
                  FROM billing_charges
                ORDER BY created_at DESC LIMIT ?
                """,
                row -> new LedgerEntry(
                        row.string("pg_order_id"),
                        row.nullableString("provider_key"),
                        row.longValue("amount"),
                        row.string("status")),
                MAX_ENTRIES)));
    }
}
