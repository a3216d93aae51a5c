package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.OperatorToken;
import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** What an operator looks at: payments whose outcome is not known, differences with the gateway, refused refunds, and who did what. */
@Path("/operations/payments")
class OperationsResource {

    private static final int MAX_LISTED = 100;

    record Overview(
            List<Unsettled> unsettled,
            List<Seen> differences,
            List<SettlementDay> settlements,
            List<RefusedRefund> refusedRefunds,
            List<Act> audit) {}

    record Unsettled(
            String orderNo,
            String pgOrderId,
            String provider,
            String status,
            long amount,
            @Nullable Instant since,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable String reason) {}

    /** @param proposal what to do, in words of {@link Reconciliation.Kind#proposal} */
    record Seen(
            String pgOrderId,
            String kind,
            String ours,
            String theirs,
            boolean fixed,
            Instant seenAt,
            String proposal) {}

    record RefusedRefund(
            String orderNo,
            long amount,
            String reason,
            int rounds,
            @Nullable String answer) {}

    record Act(
            Instant at,
            String orderNo,
            String actor,
            String server,
            String event,
            @Nullable String key,
            @Nullable String detail) {}

    private final Database database;
    private final OperatorToken operator;

    OperationsResource(Database database, OperatorToken operator) {
        this.database = database;
        this.operator = operator;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary =
                    "Unsettled payments, differences with the gateway, refused refunds and the audit trail, newest first")
    public Overview overview(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        operator.require(authorization);
        return database.transaction(
                tx -> new Overview(unsettled(tx), differences(tx), settlements(tx), refused(tx), audit(tx)));
    }

    private static List<Unsettled> unsettled(Tx tx) {
        return tx.list(
                """
                SELECT * FROM payments WHERE status IN ('APPROVING', 'UNKNOWN', 'RESOLVING')
                 ORDER BY coalesce(unknown_since, created_at) LIMIT ?
                """,
                row -> new Unsettled(
                        row.string("order_no"),
                        row.string("pg_order_id"),
                        row.string("provider"),
                        row.string("status"),
                        row.longValue("amount"),
                        row.nullableInstant("unknown_since"),
                        row.intValue("attempts"),
                        row.nullableInstant("next_attempt_at"),
                        row.nullableString("failure")),
                MAX_LISTED);
    }

    private static List<Seen> differences(Tx tx) {
        return tx.list(
                "SELECT * FROM reconciliation_differences ORDER BY seen_at DESC LIMIT ?",
                OperationsResource::seen,
                MAX_LISTED);
    }

    private static List<SettlementDay> settlements(Tx tx) {
        return tx.list(
                "SELECT * FROM settlement_days ORDER BY day DESC, provider LIMIT ?",
                SettlementComparison::day,
                MAX_LISTED);
    }

    private static Seen seen(Row row) {
        Reconciliation.Kind kind = Reconciliation.Kind.valueOf(row.string("kind"));
        boolean fixed = row.bool("fixed");
        return new Seen(
                row.string("pg_order_id"),
                kind.name(),
                row.string("ours"),
                row.string("theirs"),
                fixed,
                row.instant("seen_at"),
                kind.proposal());
    }

    private static List<RefusedRefund> refused(Tx tx) {
        return tx.list(
                """
                SELECT p.order_no, max(r.amount) AS amount, max(r.reason) AS reason, count(*) AS rounds,
                       max(a.raw_answer) AS answer
                  FROM refunds r JOIN payments p ON p.id = r.payment_id
                  LEFT JOIN payment_attempts a ON a.payment_id = p.id AND a.outcome = 'declined'
                 WHERE r.status = 'REFUSED' GROUP BY p.order_no ORDER BY max(r.created_at) DESC LIMIT ?
                """,
                row -> new RefusedRefund(
                        row.string("order_no"),
                        row.longValue("amount"),
                        row.string("reason"),
                        row.intValue("rounds"),
                        row.nullableString("answer")),
                MAX_LISTED);
    }

    private static List<Act> audit(Tx tx) {
        return tx.list(
                "SELECT * FROM journal WHERE actor <> 'buyer' ORDER BY id DESC LIMIT ?",
                row -> new Act(
                        row.instant("at"),
                        row.string("order_no"),
                        row.string("actor"),
                        row.string("server"),
                        row.string("event"),
                        row.nullableString("key"),
                        row.nullableString("detail")),
                MAX_LISTED);
    }
}
