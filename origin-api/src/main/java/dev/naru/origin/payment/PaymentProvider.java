package dev.naru.origin.payment;

import dev.naru.origin.platform.Problem;
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

    /** Whether this shop is configured for it. */
    default boolean offered() {
        return true;
    }

    /** The page to send the buyer to. No I/O: a gateway that must be told first is told in {@link #open}. */
    URI start(Payment payment, ReturnUrls urls);

    /**
     * Tells the gateway of the payment before its page can be shown.
     *
     * @throws dev.naru.origin.platform.Problem 503 when it does not answer, 404 for a gateway that need not be told
     */
    default Window open(Payment payment, ReturnUrls urls) {
        throw Problem.notFound("This gateway's page is opened directly.");
    }

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

    /**
     * What a gateway does not bring back is null; its answer to the approval is compared in any case.
     *
     * @param token proves to the gateway that this buyer was there, where it wants that
     */
    record Returned(
            @Nullable String key,
            @Nullable String orderId,
            @Nullable Long amount,
            @Nullable String currency,
            @Nullable String token) {}

    /** @param key the gateway's own */
    record Window(String key, URI url) {}

    record Webhook(String eventId, String type, @Nullable String pgOrderId) {}
}
