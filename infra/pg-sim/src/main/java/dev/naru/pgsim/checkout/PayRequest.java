package dev.naru.pgsim.checkout;

import dev.naru.pgsim.payment.Dialect;
import dev.naru.pgsim.payment.Purchase;
import dev.naru.pgsim.payment.ReturnUrls;
import dev.naru.pgsim.platform.Inputs;
import dev.naru.pgsim.platform.Refusal;

/** What a shop asks the window to collect, checked. */
record PayRequest(Dialect dialect, String clientKey, Purchase purchase, ReturnUrls returnUrls) {

    /** Checks every field; throws a {@link Refusal} (400) naming the first that is wrong. */
    static PayRequest checked(
            Dialect dialect,
            String clientKey,
            String orderId,
            String orderName,
            String amount,
            String currency,
            ReturnUrls urls,
            ShopOrigin shop) {
        require(Inputs.text(clientKey, 200), "clientKey must be 1 to 200 characters.");
        require(Inputs.orderId(orderId), "orderId must be 6 to 64 letters, digits, '-', '_' or '='.");
        require(Inputs.text(orderName, 100), "orderName must be 1 to 100 characters.");
        require(currency.equals("KRW"), "currency must be KRW.");
        require(
                amount.matches("[0-9]{1,10}") && Inputs.amount(Long.parseLong(amount)),
                "amount must be 1 to " + Inputs.MAX_AMOUNT + ", digits only.");
        shop.require("successUrl", urls.success());
        shop.require("failUrl", urls.fail());
        return new PayRequest(
                dialect, clientKey, new Purchase(orderId, orderName, Long.parseLong(amount), currency), urls);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw Refusal.badRequest(otherwise);
        }
    }
}
