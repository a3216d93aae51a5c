package dev.naru.pgsim.toss;

import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.payment.Cancel;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentKeys;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.payment.PaymentView;
import dev.naru.pgsim.webhook.Webhooks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Confirm, inquiry and cancel, as Toss's core API has them. */
@Path("/v1/payments")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@SecretKeyFilter.SecretKeyRequired
final class PaymentsResource {
    private static final int MAX_REASON_CHARS = 200;

    record ConfirmRequest(
            @Nullable String paymentKey,
            @Nullable String orderId,
            @Nullable Long amount) {}

    record CancelRequest(
            @Nullable String cancelReason, @Nullable Long cancelAmount) {}

    private final TossCalls calls;
    private final Approval approval;
    private final Webhooks webhooks;

    PaymentsResource(TossCalls calls, Approval approval, Webhooks webhooks) {
        this.calls = calls;
        this.approval = approval;
        this.webhooks = webhooks;
    }

    @POST
    @Path("confirm")
    public Response confirm(String body, @HeaderParam("Idempotency-Key") @Nullable String key, RoutingContext context) {
        return calls.run(key, context, t -> confirm(t, calls.read(body, ConfirmRequest.class)));
    }

    @GET
    @Path("{paymentKey}")
    public Response byKey(@PathParam("paymentKey") String paymentKey, RoutingContext context) {
        return calls.run(null, context, t -> found(t.find(paymentKey)));
    }

    @GET
    @Path("orders/{orderId}")
    public Response byOrder(@PathParam("orderId") String orderId, RoutingContext context) {
        return calls.run(null, context, t -> found(t.findByOrder(orderId)));
    }

    @POST
    @Path("{paymentKey}/cancel")
    public Response cancel(
            @PathParam("paymentKey") String paymentKey,
            String body,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            RoutingContext context) {
        return calls.run(key, context, t -> cancel(t, paymentKey, calls.read(body, CancelRequest.class)));
    }

    private Decision confirm(Transaction t, @Nullable ConfirmRequest request) {
        if (request == null || request.paymentKey() == null || request.orderId() == null || request.amount() == null) {
            return Decision.refuse(TossError.INVALID_REQUEST, "paymentKey, orderId, amount");
        }
        Payment payment = t.find(request.paymentKey()).orElse(null);
        if (payment == null) {
            return Decision.refuse(TossError.NOT_FOUND_PAYMENT);
        }
        if (payment.status().approvedOnce() || payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT) {
            return Decision.refuse(TossError.ALREADY_PROCESSED_PAYMENT);
        }
        if (payment.status() != PaymentStatus.IN_PROGRESS) {
            return Decision.refuse(TossError.NOT_FOUND_PAYMENT_SESSION);
        }
        if (!payment.purchase().orderId().equals(request.orderId())
                || payment.purchase().amount() != request.amount()) {
            return Decision.refuse(TossError.INVALID_REQUEST, "orderId, amount");
        }
        Optional<Payment> other = t.findByOrder(request.orderId());
        if (other.filter(p -> p.status().approvedOnce()).isPresent()) {
            return Decision.refuse(TossError.DUPLICATED_ORDER_ID);
        }
        return approval.decide(t, payment);
    }

    private Decision cancel(Transaction t, String paymentKey, @Nullable CancelRequest request) {
        if (request == null
                || request.cancelReason() == null
                || request.cancelReason().isBlank()
                || request.cancelReason().length() > MAX_REASON_CHARS) {
            return Decision.refuse(TossError.INVALID_REQUEST, "cancelReason: 1-200");
        }
        Payment payment = t.find(paymentKey).orElse(null);
        if (payment == null) {
            return Decision.refuse(TossError.NOT_FOUND_PAYMENT);
        }
        if (payment.status() == PaymentStatus.CANCELED) {
            return Decision.refuse(TossError.ALREADY_CANCELED_PAYMENT);
        }
        if (payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT) {
            Payment closed = t.put(payment.accountClosed());
            return Decision.ok(PaymentView.of(closed)).telling(webhooks.record(t, closed));
        }
        if (!payment.status().approvedOnce()) {
            return Decision.refuse(TossError.NOT_CANCELABLE_PAYMENT);
        }
        long amount = request.cancelAmount() == null ? payment.balance() : request.cancelAmount();
        if (amount <= 0 || amount > payment.balance()) {
            return Decision.refuse(TossError.NOT_CANCELABLE_AMOUNT);
        }
        Cancel cancel = new Cancel(PaymentKeys.next("tx"), amount, request.cancelReason(), t.now());
        Payment next = t.put(payment.canceled(cancel));
        return Decision.ok(PaymentView.of(next)).telling(webhooks.record(t, next));
    }

    private static Decision found(Optional<Payment> payment) {
        return payment.map(p -> Decision.ok(PaymentView.of(p)))
                .orElseGet(() -> Decision.refuse(TossError.NOT_FOUND_PAYMENT));
    }
}
