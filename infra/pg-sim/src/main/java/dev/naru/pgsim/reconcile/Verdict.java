package dev.naru.pgsim.reconcile;

import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What comes of comparing one payment of the PG with the shop's. */
public enum Verdict {
    /** Both say the same. */
    MATCHES("good"),
    /** One of them is still working on it. */
    SETTLING("warn"),
    /** Status or amount differ, and nobody is working on it. */
    DIFFERS("bad"),
    /** Money moved, and the shop does not know. */
    PG_ONLY("bad"),
    /** The shop believes in a payment that the PG does not know. */
    SHOP_ONLY("bad"),
    /** The shop's database could not be read. */
    UNKNOWN("");

    private static final Set<String> WORKING = Set.of("READY", "AUTHENTICATED", "APPROVING", "UNKNOWN", "RESOLVING");
    private static final Set<String> UNPAID = Set.of("DECLINED", "EXPIRED", "FAILED", "VOIDED");

    private final String tone;

    Verdict(String tone) {
        this.tone = tone;
    }

    /** The style class of its badge. */
    public String tone() {
        return tone;
    }

    /** Whether somebody should look. */
    public boolean alarming() {
        return tone.equals("bad");
    }

    static Verdict of(Payment pg, @Nullable ShopPayment shop) {
        if (shop == null || shop.status() == null) {
            return pg.status().approvedOnce() ? PG_ONLY : pg.status().open() ? SETTLING : MATCHES;
        }
        if (shop.amount() != pg.purchase().amount()) {
            return DIFFERS;
        }
        String status = shop.status();
        boolean same =
                switch (pg.status()) {
                    case READY, IN_PROGRESS -> false;
                    case WAITING_FOR_DEPOSIT -> status.equals("WAITING_DEPOSIT");
                    case DONE -> status.equals("PAID");
                    case PARTIAL_CANCELED -> status.equals("PARTIAL_CANCELLED");
                    case CANCELED -> status.equals("CANCELLED") || status.equals("VOIDED");
                    case ABORTED, EXPIRED -> UNPAID.contains(status);
                };
        if (same) {
            return MATCHES;
        }
        boolean working =
                WORKING.contains(status) || (status.equals("WAITING_DEPOSIT") && pg.status() == PaymentStatus.DONE);
        return working || (pg.status().open() && UNPAID.contains(status)) ? SETTLING : DIFFERS;
    }
}
