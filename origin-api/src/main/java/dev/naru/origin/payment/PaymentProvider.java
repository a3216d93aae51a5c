package dev.naru.origin.payment;

import dev.naru.origin.platform.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payment gateway, in the words that all of them share. Calls that reach it hold no transaction, are bounded in time,
 * and answer an unknown instead of throwing.
 */
interface PaymentProvider {

    /** The problem of a return that the gateway has not signed. */
    String BAD_SIGNATURE = "return-signature-invalid";

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
     * Why the buyer comes back without having authenticated, where a gateway uses one address for both.
     *
     * @return the gateway's code; null when they have authenticated, or it has an address of its own
     */
    default @Nullable String givenUp(MultivaluedMap<String, String> form) {
        return null;
    }

    /**
     * What the buyer's browser brought back, in the query or a form. Pure: no I/O; its words are claims until compared with the database.
     *
     * @throws dev.naru.origin.platform.Problem 400 when parts are missing or malformed, 401 when a signature does not hold
     */
    Returned parseReturn(MultivaluedMap<String, String> fields);

    /** Asks for the money, under the key {@link Payment#approveKey()}. */
    PgAnswer approve(Payment payment);

    PgInquiry inquire(Payment payment);

    PgInquiry inquire(String pgOrderId);

    /**
     * Whether an approval without a clear answer is undone instead of asked about: for gateways that know no idempotency keys and offer a net
     * cancel (망취소), which also counts for an approval that they are still working on.
     */
    default boolean netCancels() {
        return false;
    }

    /** Undoes whatever became of the approval; {@link PgAnswer.Declined} when there is nothing to undo, or it is too late for this call. */
    default PgAnswer netCancel(Payment payment) {
        throw new UnsupportedOperationException(name() + " has no net cancel");
    }

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

    /** Whether it has a settlement file. */
    default boolean settles() {
        return false;
    }

    /** Its settlement file of one day, Seoul's; empty when it cannot be had now. */
    default Optional<List<SettlementLine>> settlement(LocalDate day) {
        return Optional.empty();
    }

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
