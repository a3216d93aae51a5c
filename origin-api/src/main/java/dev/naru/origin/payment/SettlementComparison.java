package dev.naru.origin.payment;

import dev.naru.origin.payment.Reconciliation.Difference;
import dev.naru.origin.payment.Reconciliation.Kind;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a day of a gateway's settlement file with the database, both ways: what the gateway will pay out is what the shop believes it sold and
 * gave back. The inquiries of {@link Reconciler} see each payment; this sees what no payment here asks for.
 */
@Singleton
class SettlementComparison {

    private static final int DAYS_BACK = 7;
    private static final String ACTOR = "settlement";

    /** A day's money of one order by the file. */
    private record Told(long sold, long givenBack, String currency) {
        Told plus(SettlementLine line) {
            return new Told(
                    sold + Math.max(line.amount(), 0), givenBack + Math.max(-line.amount(), 0), line.currency());
        }
    }

    /** The same order here, a recurring charge included. */
    private record Believed(String pgOrderId, String status, long amount, long refunded, String currency) {
        static Believed of(Row row) {
            return new Believed(
                    row.string("pg_order_id"),
                    row.string("status"),
                    row.longValue("amount"),
                    row.longValue("refunded"),
                    row.string("currency"));
        }

        boolean paid() {
            return status.equals("PAID") || status.equals("PARTIAL_CANCELLED") || status.equals("CANCELLED");
        }

        String text() {
            return status + " " + amount + " " + currency + (refunded == 0 ? "" : ", " + refunded + " given back");
        }
    }

    private final Database database;
    private final PaymentRows rows;
    private final Providers providers;
    private final Settlement settlement;
    private final Differences differences;

    SettlementComparison(
            Database database, PaymentRows rows, Providers providers, Settlement settlement, Differences differences) {
        this.database = database;
        this.rows = rows;
        this.providers = providers;
        this.settlement = settlement;
        this.differences = differences;
    }

    /** Days of the last week that ended and were not compared yet, oldest first. */
    List<LocalDate> due(String provider) {
        return database.transaction(tx -> tx.list("""
                SELECT d::date::text AS day
                  FROM generate_series((now() AT TIME ZONE 'Asia/Seoul')::date - ?,
                                       (now() AT TIME ZONE 'Asia/Seoul')::date - 1, interval '1 day') AS d
                 WHERE NOT EXISTS (SELECT 1 FROM settlement_days WHERE provider = ? AND day = d::date)
                   AND EXISTS (SELECT 1 FROM payments WHERE created_at < (d + interval '1 day') AT TIME ZONE 'Asia/Seoul')
                 ORDER BY d
                """, row -> LocalDate.parse(row.string("day")), DAYS_BACK, provider));
    }

    /** Compares one day; empty when the gateway does not give its file now. May be repeated: the latest result stands. */
    Optional<SettlementDay> compare(String provider, LocalDate day) {
        return providers.named(provider).settlement(day).map(file -> compare(provider, day, file));
    }

    private SettlementDay compare(String provider, LocalDate day, List<SettlementLine> file) {
        Map<String, Told> told = new HashMap<>();
        for (SettlementLine line : file) {
            told.merge(line.orderId(), new Told(0, 0, line.currency()).plus(line), (before, one) -> before.plus(line));
        }
        List<Difference> found = new ArrayList<>();
        told.forEach(
                (orderId, money) -> difference(provider, day, orderId, money).ifPresent(found::add));
        for (Believed ours : database.transaction(tx -> sold(tx, provider, day))) {
            Told money = told.get(ours.pgOrderId());
            if (money == null || money.sold() == 0) {
                found.add(of(ours.pgOrderId(), Kind.DATABASE_ONLY, ours.text(), "not in the file of " + day, false));
            }
        }
        found.forEach(differences::report);
        return database.transaction(tx -> store(tx, provider, day, file, found.size()));
    }

    private Optional<Difference> difference(String provider, LocalDate day, String orderId, Told told) {
        String theirs = told.sold() + " " + told.currency() + " sold, " + told.givenBack() + " given back on " + day;
        Optional<Believed> row = database.transaction(tx -> one(tx, provider, orderId));
        if (row.isEmpty()) {
            return Optional.of(of(orderId, Kind.PG_ONLY, "nothing", theirs, false));
        }
        Believed ours = row.get();
        if (!ours.paid() && told.sold() > told.givenBack()) {
            return Optional.of(of(orderId, Kind.PG_ONLY, ours.text(), theirs, settled(provider, orderId)));
        }
        boolean otherSale = told.sold() != 0
                && (told.sold() != ours.amount() || !told.currency().equals(ours.currency()));
        // Money of payments that ended without being paid was given back by a void, which is no refund of theirs.
        if (otherSale || (ours.paid() && told.givenBack() > ours.refunded())) {
            return Optional.of(of(orderId, Kind.AMOUNT_DIFFERS, ours.text(), theirs, false));
        }
        return Optional.empty();
    }

    /** Money that this side does not know of: as the gateway says now, it is taken or given back. */
    private boolean settled(String provider, String orderId) {
        Optional<Payment> payment = database.transaction(tx -> rows.findByPgOrderId(tx, provider, orderId));
        if (payment.isPresent()
                && providers.named(provider).inquire(payment.get()) instanceof PgInquiry.Found(PgPayment pg)) {
            settlement.found(payment.get().id(), pg, ACTOR);
            return true;
        }
        return false;
    }

    private static Optional<Believed> one(Tx tx, String provider, String orderId) {
        return tx.one("""
                SELECT pg_order_id, status, amount, refunded, currency FROM payments WHERE provider = ? AND pg_order_id = ?
                UNION ALL
                SELECT pg_order_id, status, amount, 0, currency FROM billing_charges WHERE provider = ? AND pg_order_id = ?
                """, Believed::of, provider, orderId, provider, orderId);
    }

    /** A recurring charge's time is this side's, not the gateway's: those around midnight may be in the next file. */
    private static List<Believed> sold(Tx tx, String provider, LocalDate day) {
        return tx.list("""
                WITH day AS (SELECT ?::date::timestamp AT TIME ZONE 'Asia/Seoul' AS began)
                SELECT pg_order_id, status, amount, refunded, currency FROM payments, day
                 WHERE provider = ? AND approved_at >= began AND approved_at < began + interval '1 day'
                   AND status IN ('PAID', 'PARTIAL_CANCELLED', 'CANCELLED')
                UNION ALL
                SELECT pg_order_id, status, amount, 0, currency FROM billing_charges, day
                 WHERE provider = ? AND status = 'PAID' AND approved_at >= began + interval '10 minutes'
                   AND approved_at < began + interval '1 day' - interval '10 minutes'
                """, Believed::of, day.toString(), provider, provider);
    }

    private static SettlementDay store(
            Tx tx, String provider, LocalDate day, List<SettlementLine> file, int differences) {
        long sold = file.stream().mapToLong(line -> Math.max(line.amount(), 0)).sum();
        long givenBack =
                file.stream().mapToLong(line -> Math.max(-line.amount(), 0)).sum();
        long fees = file.stream().mapToLong(SettlementLine::fee).sum();
        return tx.one(
                        """
                        INSERT INTO settlement_days (provider, day, lines, sold, given_back, fees, differences)
                        VALUES (?, ?::date, ?, ?, ?, ?, ?)
                        ON CONFLICT (provider, day) DO UPDATE
                           SET lines = excluded.lines, sold = excluded.sold, given_back = excluded.given_back,
                               fees = excluded.fees, differences = excluded.differences, compared_at = now()
                        RETURNING *
                        """,
                        SettlementComparison::day,
                        provider,
                        day.toString(),
                        file.size(),
                        sold,
                        givenBack,
                        fees,
                        differences)
                .orElseThrow();
    }

    static SettlementDay day(Row row) {
        return new SettlementDay(
                row.string("provider"),
                LocalDate.parse(row.string("day")),
                row.intValue("lines"),
                row.longValue("sold"),
                row.longValue("given_back"),
                row.longValue("fees"),
                row.intValue("differences"),
                row.instant("compared_at"));
    }

    private static Difference of(String orderId, Kind kind, String ours, String theirs, boolean fixed) {
        return new Difference(orderId, kind, ours, theirs, fixed);
    }
}
