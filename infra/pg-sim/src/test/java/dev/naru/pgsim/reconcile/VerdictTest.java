package dev.naru.pgsim.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.pgsim.payment.Cancel;
import dev.naru.pgsim.payment.Failure;
import dev.naru.pgsim.payment.Instrument;
import dev.naru.pgsim.payment.Method;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.Purchase;
import dev.naru.pgsim.payment.Scenario;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Payment pg(String state) {
        Payment progress = Payment.open(
                        "pay_1",
                        new Purchase("ORD-1", "x", 1_000, "KRW"),
                        new Instrument(Method.CARD, "4", null),
                        Scenario.NORMAL,
                        null,
                        NOW)
                .authenticated(NOW);
        return switch (state) {
            case "IN_PROGRESS" -> progress;
            case "DONE" -> progress.approved(NOW);
            case "PARTIAL" -> progress.approved(NOW).canceled(new Cancel("t", 1, "r", NOW));
            case "CANCELED" -> progress.approved(NOW).canceled(new Cancel("t", 1_000, "r", NOW));
            default -> progress.aborted(new Failure("c", "m"));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "DONE,PAID,MATCHES",
        "DONE,UNKNOWN,SETTLING",
        "DONE,APPROVING,SETTLING",
        "DONE,DECLINED,DIFFERS",
        "DONE,EXPIRED,DIFFERS",
        "IN_PROGRESS,APPROVING,SETTLING",
        "IN_PROGRESS,PAID,DIFFERS",
        "PARTIAL,PARTIAL_CANCELLED,MATCHES",
        "PARTIAL,PAID,DIFFERS",
        "CANCELED,CANCELLED,MATCHES",
        "ABORTED,DECLINED,MATCHES",
        "ABORTED,PAID,DIFFERS"
    })
    void comparesStates(String pg, String shop, Verdict verdict) {
        assertEquals(verdict, Verdict.of(pg(pg), new ShopPayment("ORD-1", "pay_1", 1_000, shop)));
    }

    @Test
    void seesAmountsAndAbsence() {
        assertEquals(Verdict.DIFFERS, Verdict.of(pg("DONE"), new ShopPayment("ORD-1", "pay_1", 999, "PAID")));
        assertEquals(Verdict.PG_ONLY, Verdict.of(pg("DONE"), null));
        assertEquals(Verdict.MATCHES, Verdict.of(pg("ABORTED"), null));
    }

    @Test
    void whatOnlyTheShopHasComesFirst() {
        ShopPayment ghost = new ShopPayment("ORD-9", "pay_9", 5, "PAID");
        List<LedgerRow> rows = LedgerRow.compare(
                List.of(pg("DONE")),
                new ShopLedger.Reading(List.of(new ShopPayment("ORD-1", "pay_1", 1_000, "PAID"), ghost), null));
        assertEquals(
                List.of(Verdict.SHOP_ONLY, Verdict.MATCHES),
                rows.stream().map(LedgerRow::verdict).toList());
    }
}
