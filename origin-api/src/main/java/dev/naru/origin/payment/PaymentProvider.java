package dev.naru.origin.payment;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment gateway, in the words that all of them share. Calls that reach it hold no transaction, are bounded in time,
 * and answer an unknown instead of throwing.
 */
interface PaymentProvider {

    /** As in the URLs and in payments.provider. */
    String name();

    /** The page to send the buyer to. */
    URI start(Payment payment, URI successUrl, URI failUrl);

    /**
     * What the buyer's browser brought back. Pure: no I/O; its words are claims until compared with the database.
     *
     * @throws dev.naru.origin.platform.Problem 400 when parts are missing or malformed
     */
    Returned parseReturn(MultivaluedMap<String, String> query);

    /** Asks for the money, under the key {@link Payment#approveKey()}. */
    PgAnswer approve(Payment payment);

    PgInquiry inquire(Payment payment);

    PgInquiry inquire(String pgOrderId);

    /** Undoes a payment that must not stand. Idempotent by the key. */
    PgAnswer voidOrNetCancel(Payment payment, long amount, String reason, String key);

    /** Gives the buyer's money back, or a part of it. Idempotent by the key. */
    PgAnswer refund(Payment payment, long amount, String reason, String key);

    /**
     * Checks the signature over the raw body, in constant time, and its age.
     *
     * @throws dev.naru.origin.platform.Problem 401 when it does not hold, 400 when the body is not an event
     */
    Webhook verifyWebhook(MultivaluedMap<String, String> headers, byte[] body, Instant now);

    /** The answer that this gateway takes as received. */
    Response acknowledge();

    PgAnswer chargeBillingKey(BillingCharge charge);

    /** {@code currency} is null where the gateway does not bring it back. */
    record Returned(
            String key,
            String orderId,
            long amount,
            @Nullable String currency) {}

    record Webhook(String eventId, String type, @Nullable String pgOrderId) {}
}
