package dev.naru.pgsim.reconcile;

import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.reconcile.ShopLedger.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of the comparison: the PG's payment, the shop's, or both. */
record LedgerRow(@Nullable Payment pg, @Nullable ShopPayment shop, Verdict verdict) {

    /** Joins both by payment key, or by order while the shop does not know the key; what only the shop has comes first. */
    static List<LedgerRow> compare(List<Payment> payments, Reading reading) {
        if (reading.error() != null) {
            return payments.stream()
                    .map(p -> new LedgerRow(p, null, Verdict.UNKNOWN))
                    .toList();
        }
        Map<String, ShopPayment> byKey = new HashMap<>();
        Map<String, ShopPayment> byOrder = new HashMap<>();
        for (ShopPayment shop : reading.payments()) {
            if (shop.paymentKey() != null) {
                byKey.put(shop.paymentKey(), shop);
            } else if (shop.orderId() != null) {
                byOrder.put(shop.orderId(), shop);
            }
        }
        List<LedgerRow> rows = new ArrayList<>();
        for (Payment pg : payments) {
            ShopPayment shop = byKey.remove(pg.paymentKey());
            if (shop == null) {
                shop = byOrder.get(pg.purchase().orderId());
            }
            rows.add(new LedgerRow(pg, shop, Verdict.of(pg, shop)));
        }
        List<LedgerRow> shopOnly = byKey.values().stream()
                .map(shop -> new LedgerRow(null, shop, Verdict.SHOP_ONLY))
                .toList();
        rows.addAll(0, shopOnly);
        return rows;
    }
}
