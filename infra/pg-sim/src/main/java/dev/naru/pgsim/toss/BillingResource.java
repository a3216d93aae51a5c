package dev.naru.pgsim.toss;

import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.payment.Instrument;
import dev.naru.pgsim.payment.Method;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentKeys;
import dev.naru.pgsim.payment.Purchase;
import dev.naru.pgsim.payment.Scenario;
import dev.naru.pgsim.platform.Inputs;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * Recurring charges. The demo's billing keys: {@code bill-demo-<n>} pays, {@code bill-demo-declined} is declined, and
 * {@code bill-demo-<scenario>} does what the scenario says.
 */
@Path("/v1/billing")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@SecretKeyFilter.SecretKeyRequired
final class BillingResource {
    private static final String DEMO = "bill-demo-";
    private static final String DECLINED = DEMO + "declined";

    record ChargeRequest(
            @Nullable String customerKey,
            @Nullable Long amount,
            @Nullable String orderId,
            @Nullable String orderName) {}

    private final TossCalls calls;
    private final Approval approval;

    BillingResource(TossCalls calls, Approval approval) {
        this.calls = calls;
        this.approval = approval;
    }

    @POST
    @Path("{billingKey}")
    public Response charge(
            @PathParam("billingKey") String billingKey,
            String body,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            RoutingContext context) {
        return calls.run(key, context, t -> charge(t, billingKey, calls.read(body, ChargeRequest.class)));
    }

    private Decision charge(Transaction t, String billingKey, @Nullable ChargeRequest request) {
        Purchase purchase = request == null ? null : purchase(request);
        if (purchase == null) {
            return Decision.refuse(TossError.INVALID_REQUEST, "customerKey, amount, orderId, orderName");
        }
        String name = billingKey.startsWith(DEMO) ? billingKey.substring(DEMO.length()) : "";
        Scenario scenario = Scenario.bySlug(name).orElse(Scenario.NORMAL);
        if (!billingKey.equals(DECLINED) && scenario == Scenario.NORMAL && !name.matches("[0-9]{1,9}|normal")) {
            return Decision.refuse(TossError.INVALID_BILL_KEY_REQUEST);
        }
        if (t.findByOrder(purchase.orderId())
                .filter(p -> p.status().approvedOnce())
                .isPresent()) {
            return Decision.refuse(TossError.DUPLICATED_ORDER_ID);
        }
        Instrument card = new Instrument(Method.CARD, "40000000****0002", billingKey);
        Payment payment = Payment.open(PaymentKeys.next("bill"), purchase, card, scenario, null, t.now())
                .authenticated(t.now());
        return billingKey.equals(DECLINED)
                ? approval.decline(t, payment, TossError.REJECT_CARD_COMPANY)
                : approval.decide(t, payment);
    }

    private static @Nullable Purchase purchase(ChargeRequest request) {
        String orderId = request.orderId();
        String orderName = request.orderName();
        Long amount = request.amount();
        if (orderId == null || orderName == null || amount == null || !Inputs.text(request.customerKey(), 300)) {
            return null;
        }
        return Inputs.orderId(orderId) && Inputs.text(orderName, 100) && Inputs.amount(amount)
                ? new Purchase(orderId, orderName, amount, "KRW")
                : null;
    }
}
