package dev.naru.origin.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naru.origin.platform.Problem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Kakao Pay's single payment: ready, approve, order, cancel. The transaction id ({@code tid}) comes from <em>ready</em> and is needed again
 * at <em>approve</em>: it lives in the payment's row, so that any replica may approve. Kakao knows no idempotency keys; a repeat is made
 * harmless by asking first what became of the one before.
 */
@Singleton
class KakaoProvider implements PaymentProvider {

    private static final int MAX_TOKEN_CHARS = 200;
    /** "Approved before": most likely this shop a moment ago. */
    private static final int ALREADY_APPROVED = -702;

    private final PaymentConfig config;
    private final KakaoClient client;
    private final ObjectMapper json;
    private final PaymentMetrics metrics;

    KakaoProvider(PaymentConfig config, KakaoClient client, ObjectMapper json, PaymentMetrics metrics) {
        this.config = config;
        this.client = client;
        this.json = json;
        this.metrics = metrics;
    }

    @Override
    public String name() {
        return "kakao";
    }

    @Override
    public boolean offered() {
        return client.configured();
    }

    @Override
    public URI start(Payment payment, ReturnUrls urls) {
        return urls.open();
    }

    @Override
    public Window open(Payment payment, ReturnUrls urls) {
        ObjectNode body = ids(payment)
                .put("item_name", payment.orderName())
                .put("quantity", 1)
                .put("total_amount", payment.amount())
                .put("tax_free_amount", 0)
                .put("approval_url", urls.success().toString())
                .put("cancel_url", urls.fail() + "&code=cancelled")
                .put("fail_url", urls.fail() + "&code=failed");
        try {
            PgHttp.Reply reply = client.post("/online/v1/payment/ready", body.toString(), config.inquireTimeout());
            Window window = reply.status() == 200 ? KakaoJson.window(json, reply.body()) : null;
            if (window != null) {
                return window;
            }
            KakaoJson.Failure failure = KakaoJson.failure(json, reply.body());
            throw Problem.unavailable(
                    "gateway-unavailable", "Kakao Pay did not open the payment: " + failure.code() + ".", 3, null);
        } catch (IOException e) {
            throw Problem.unavailable("gateway-unavailable", "Kakao Pay does not answer. Try again.", 3, e);
        }
    }

    /** Only the token: which payment it is for says the signed state. */
    @Override
    public Returned parseReturn(MultivaluedMap<String, String> query) {
        String token = query.getFirst("pg_token");
        if (token == null || token.isEmpty() || token.length() > MAX_TOKEN_CHARS) {
            throw Problem.badRequest("return-incomplete", "The return needs pg_token.");
        }
        return new Returned(null, null, null, null, token);
    }

    @Override
    public PgAnswer approve(Payment payment) {
        ObjectNode body = ids(payment).put("tid", payment.providerKey()).put("pg_token", payment.approvalToken());
        long startNs = System.nanoTime();
        PgAnswer answer = call("/online/v1/payment/approve", body, config.approveTimeout());
        if (answer instanceof PgAnswer.Unknown(String _, @Nullable String raw)
                && raw != null
                && KakaoJson.failure(json, raw).code() == ALREADY_APPROVED) {
            answer = inquire(payment) instanceof PgInquiry.Found(PgPayment found)
                            && found.status() == PgPayment.Status.DONE
                    ? new PgAnswer.Success(found)
                    : new PgAnswer.Unknown("approved before, and the inquiry does not say so", raw);
        }
        metrics.call(name(), "approve", answer.outcome(), startNs);
        return answer;
    }

    private PgAnswer call(String path, ObjectNode body, Duration timeout) {
        PgHttp.Reply reply;
        try {
            reply = client.post(path, body.toString(), timeout);
        } catch (IOException e) {
            return new PgAnswer.Unknown(String.valueOf(e.getMessage()), null);
        }
        if (reply.status() == 200) {
            PgPayment payment = path.endsWith("approve")
                    ? KakaoJson.approved(json, reply.body())
                    : KakaoJson.order(json, reply.body());
            return payment == null
                    ? new PgAnswer.Unknown("unreadable answer", reply.body())
                    : new PgAnswer.Success(payment);
        }
        KakaoJson.Failure failure = KakaoJson.failure(json, reply.body());
        // Only what the card company or bank has refused is a no; anything else is asked about.
        return failure.method().isEmpty()
                ? new PgAnswer.Unknown("status " + reply.status() + " " + failure.code(), reply.body())
                : new PgAnswer.Declined(failure.method(), failure.message(), false, reply.body());
    }

    @Override
    public PgInquiry inquire(Payment payment) {
        String tid = payment.providerKey();
        if (tid == null) {
            return new PgInquiry.NotFound();
        }
        ObjectNode body = json.createObjectNode().put("cid", config.kakaoCid()).put("tid", tid);
        long startNs = System.nanoTime();
        PgInquiry inquiry;
        try {
            PgHttp.Reply reply = client.post("/online/v1/payment/order", body.toString(), config.inquireTimeout());
            PgPayment found = reply.status() == 200 ? KakaoJson.order(json, reply.body()) : null;
            inquiry = found == null
                    ? new PgInquiry.Unknown("status " + reply.status() + " "
                            + KakaoJson.failure(json, reply.body()).code())
                    : new PgInquiry.Found(found);
        } catch (IOException e) {
            inquiry = new PgInquiry.Unknown(String.valueOf(e.getMessage()));
        }
        metrics.call(name(), "inquire", inquiry instanceof PgInquiry.Found ? "found" : "unknown", startNs);
        return inquiry;
    }

    @Override
    public PgInquiry inquire(String pgOrderId) {
        return new PgInquiry.Unknown("Kakao Pay finds a payment by its tid only");
    }

    @Override
    public PgAnswer voidOrNetCancel(Payment payment, long amount, String reason, String key) {
        return cancel("void", payment, amount);
    }

    @Override
    public PgAnswer refund(Payment payment, long amount, String reason, String key) {
        return cancel("refund", payment, amount);
    }

    /**
     * Asks first what is cancelled already, since a lost answer's cancel cannot be told from a new one by a key; and says how much may be left,
     * which Kakao refuses when another call came in between.
     */
    private PgAnswer cancel(String call, Payment payment, long amount) {
        if (!(inquire(payment) instanceof PgInquiry.Found(PgPayment before))) {
            return new PgAnswer.Unknown("no inquiry before the cancel", null);
        }
        if (before.amount() - before.balance() >= payment.refunded() + amount) {
            return new PgAnswer.Success(before);
        }
        ObjectNode body = json.createObjectNode()
                .put("cid", config.kakaoCid())
                .put("tid", payment.providerKey())
                .put("cancel_amount", amount)
                .put("cancel_tax_free_amount", 0)
                .put("cancel_available_amount", before.balance());
        long startNs = System.nanoTime();
        PgAnswer answer = call("/online/v1/payment/cancel", body, config.approveTimeout());
        metrics.call(name(), call, answer.outcome(), startNs);
        return answer;
    }

    /** Kakao Pay pushes nothing about single payments. */
    @Override
    public Webhook verifyWebhook(MultivaluedMap<String, String> headers, byte[] body, Instant now) {
        throw Problem.notFound("Kakao Pay sends no webhooks.");
    }

    @Override
    public Response acknowledge() {
        return Response.ok().build();
    }

    @Override
    public PgAnswer chargeBillingKey(BillingCharge charge) {
        return new PgAnswer.Declined("NOT_OFFERED", "recurring charges go by Toss", true, "");
    }

    /** What must be the same at ready and approve. The order stands for the buyer too: it is theirs alone. */
    private ObjectNode ids(Payment payment) {
        return json.createObjectNode()
                .put("cid", config.kakaoCid())
                .put("partner_order_id", payment.pgOrderId())
                .put("partner_user_id", payment.orderNo());
    }
}
