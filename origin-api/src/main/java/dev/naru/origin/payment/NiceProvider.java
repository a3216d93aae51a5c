package dev.naru.origin.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Hashes;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * NICE Pay's window with approval by the server: a signed form posted by the buyer's browser, approve, inquiry, cancel, net cancel. It knows no
 * idempotency keys: an approval is asked for once, and one without a clear answer is undone by the net cancel. Source: NICE Pay's developer
 * guide, "결제창 (Server 승인 모델)" and "취소·환불·망취소".
 */
@Singleton
class NiceProvider implements PaymentProvider {

    private static final int MAX_FIELD_CHARS = 300;
    private static final DateTimeFormatter EDI_DATE =
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(ZoneId.of("Asia/Seoul"));

    private final PaymentConfig config;
    private final URI pgUrl;
    private final NiceClient client;
    private final ObjectMapper json;
    private final PaymentMetrics metrics;
    private final Alarm alarm;

    NiceProvider(
            PaymentConfig config,
            NaruConfig naru,
            NiceClient client,
            ObjectMapper json,
            PaymentMetrics metrics,
            Alarm alarm) {
        this.config = config;
        this.pgUrl = naru.publicUrls().pgUrl();
        this.client = client;
        this.json = json;
        this.metrics = metrics;
        this.alarm = alarm;
    }

    @Override
    public String name() {
        return "nice";
    }

    @Override
    public boolean offered() {
        return client.configured();
    }

    @Override
    public URI start(Payment payment, ReturnUrls urls) {
        return URI.create(pgUrl + "/nice/pay?clientId=" + encode(config.niceClientId())
                + "&orderId=" + encode(payment.pgOrderId())
                + "&goodsName=" + encode(payment.orderName())
                + "&amount=" + payment.amount()
                + "&currency=" + encode(payment.currency())
                + "&returnUrl=" + encode(urls.success().toString()));
    }

    @Override
    public @Nullable String givenUp(MultivaluedMap<String, String> form) {
        String code = form.getFirst("authResultCode");
        return code == null || code.equals(NiceCodes.AUTHENTICATED) ? null : code;
    }

    /** The signature covers token, shop and amount; not the tid and the order, which the database and the answer are compared with. */
    @Override
    public Returned parseReturn(MultivaluedMap<String, String> form) {
        String tid = field(form, "tid");
        String orderId = field(form, "orderId");
        String token = field(form, "authToken");
        String amount = field(form, "amount");
        if (!client.signed(form.getFirst("signature"), token, config.niceClientId(), amount)) {
            throw Problem.unauthorized(BAD_SIGNATURE, "The return is not signed by the gateway. Nothing was charged.");
        }
        try {
            return new Returned(tid, orderId, Long.parseLong(amount), null, null);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("return-malformed", "The amount of the return is not a whole number.");
        }
    }

    private static String field(MultivaluedMap<String, String> form, String name) {
        String value = form.getFirst(name);
        if (value == null || value.isEmpty() || value.length() > MAX_FIELD_CHARS) {
            throw Problem.badRequest(
                    "return-incomplete", "The return needs tid, orderId, amount, authToken, signature.");
        }
        return value;
    }

    @Override
    public PgAnswer approve(Payment payment) {
        String tid = String.valueOf(payment.providerKey());
        String amount = Long.toString(payment.amount());
        ObjectNode body = signed(tid, amount).put("amount", payment.amount());
        return post("approve", "/v1/payments/" + encode(tid), body, NiceProvider::isApproved);
    }

    private static boolean isApproved(PgPayment payment) {
        return payment.status() == PgPayment.Status.DONE;
    }

    private static boolean isCancelled(PgPayment payment) {
        return payment.status() == PgPayment.Status.CANCELED || payment.status() == PgPayment.Status.PARTIAL_CANCELED;
    }

    @Override
    public boolean netCancels() {
        return true;
    }

    /** By the order's id, which names one approval at most. Valid for an hour; later an inquiry and a cancel do it. */
    @Override
    public PgAnswer netCancel(Payment payment) {
        ObjectNode body = signed(payment.pgOrderId()).put("orderId", payment.pgOrderId());
        PgAnswer answer = post("net_cancel", "/v1/payments/netcancel", body, NiceProvider::isCancelled);
        return cancelledBefore(payment, answer);
    }

    @Override
    public PgInquiry inquire(Payment payment) {
        String tid = payment.providerKey();
        if (tid == null) {
            // The tid comes with the buyer's return; before it nothing was asked for.
            return new PgInquiry.NotFound();
        }
        long startNs = System.nanoTime();
        PgInquiry inquiry;
        try {
            PgHttp.Reply reply = client.get("/v1/payments/" + encode(tid), config.inquireTimeout());
            inquiry = found(reply);
        } catch (IOException e) {
            inquiry = new PgInquiry.Unknown(String.valueOf(e.getMessage()));
        }
        metrics.call(name(), "inquire", inquiry instanceof PgInquiry.Found ? "found" : "unknown", startNs);
        return inquiry;
    }

    private PgInquiry found(PgHttp.Reply reply) {
        NiceJson.Result result = NiceJson.result(json, reply.body());
        PgPayment payment = result.code().equals(NiceCodes.OK) ? NiceJson.payment(json, reply.body()) : null;
        if (payment != null && signed(result)) {
            return new PgInquiry.Found(payment);
        }
        return NiceCodes.NOT_FOUND.contains(result.code())
                ? new PgInquiry.NotFound()
                : new PgInquiry.Unknown("status " + reply.status() + " " + result.code());
    }

    @Override
    public PgInquiry inquire(String pgOrderId) {
        return new PgInquiry.Unknown("NICE Pay's payments are asked for by tid here");
    }

    @Override
    public PgAnswer voidOrNetCancel(Payment payment, long amount, String reason, String key) {
        return cancel("void", payment, amount, reason, key);
    }

    @Override
    public PgAnswer refund(Payment payment, long amount, String reason, String key) {
        return cancel("refund", payment, amount, reason, key);
    }

    /** A partial cancel takes an orderId once: the refund's key is it. A repeat first asks what is cancelled already. */
    private PgAnswer cancel(String call, Payment payment, long amount, String reason, String key) {
        if (!(inquire(payment) instanceof PgInquiry.Found(PgPayment before))) {
            return new PgAnswer.Unknown("no inquiry before the cancel", null);
        }
        if (before.amount() - before.balance() >= payment.refunded() + amount) {
            return new PgAnswer.Success(before);
        }
        String tid = before.key();
        ObjectNode body = signed(tid).put("reason", reason).put("orderId", key.replace(':', '-'));
        if (amount < before.amount()) {
            body.put("cancelAmt", amount);
        }
        PgAnswer answer = post(call, "/v1/payments/" + encode(tid) + "/cancel", body, NiceProvider::isCancelled);
        return cancelledBefore(payment, answer);
    }

    private PgAnswer cancelledBefore(Payment payment, PgAnswer answer) {
        boolean before = answer instanceof PgAnswer.Unknown(String _, @Nullable String raw)
                && raw != null
                && NiceJson.result(json, raw).code().equals(NiceCodes.CANCELLED_BEFORE);
        return before && inquire(payment) instanceof PgInquiry.Found(PgPayment found) && isCancelled(found)
                ? new PgAnswer.Success(found)
                : answer;
    }

    private PgAnswer post(String call, String path, ObjectNode body, Predicate<PgPayment> done) {
        long startNs = System.nanoTime();
        PgAnswer answer;
        try {
            answer = classify(client.post(path, body.toString(), config.approveTimeout()), done);
        } catch (IOException e) {
            answer = new PgAnswer.Unknown(String.valueOf(e.getMessage()), null);
        }
        metrics.call(name(), call, answer.outcome(), startNs);
        return answer;
    }

    private PgAnswer classify(PgHttp.Reply reply, Predicate<PgPayment> done) {
        NiceJson.Result result = NiceJson.result(json, reply.body());
        if (reply.status() == 401) {
            alarm.raise("pg-misconfigured", "NICE Pay refuses this shop's key; see nice-secret.key");
        }
        if (!result.code().equals(NiceCodes.OK)) {
            return refused(reply, result);
        }
        PgPayment payment = NiceJson.payment(json, reply.body());
        if (payment == null) {
            return new PgAnswer.Unknown("unreadable answer", reply.body());
        }
        if (!signed(result)) {
            alarm.raise(
                    "answer-signature-invalid", "an answer for " + payment.orderId() + " is not signed by NICE Pay");
            return new PgAnswer.Unknown("the answer's signature does not hold", reply.body());
        }
        return done.test(payment)
                ? new PgAnswer.Success(payment)
                : new PgAnswer.Unknown("status " + payment.status(), reply.body());
    }

    private static PgAnswer refused(PgHttp.Reply reply, NiceJson.Result result) {
        String code = result.code();
        boolean no = NiceCodes.isDecline(code)
                || NiceCodes.isNotCancelable(code)
                || NiceCodes.NOTHING_TO_NET_CANCEL.contains(code);
        return no
                ? new PgAnswer.Declined(code, result.message(), NiceCodes.isHard(code), reply.body())
                : new PgAnswer.Unknown("status " + reply.status() + " " + code, reply.body());
    }

    /** The answer's own, over tid, amount and time. */
    private boolean signed(NiceJson.Result result) {
        return client.signed(result.signature(), result.signedFields());
    }

    private ObjectNode signed(String... fields) {
        String ediDate = EDI_DATE.format(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        return json.createObjectNode()
                .put("ediDate", ediDate)
                .put("signData", client.sign(String.join("", fields), ediDate));
    }

    /** The event is the payment as an inquiry shows it. It has no id and no age that counts: it is a hint, kept once. */
    @Override
    public Webhook verifyWebhook(MultivaluedMap<String, String> headers, byte[] body, Instant now) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!signed(NiceJson.result(json, text))) {
            throw Problem.unauthorized("webhook-signature-invalid", "The signature does not match the payment.");
        }
        PgPayment payment = NiceJson.payment(json, text);
        return new Webhook(
                Hashes.sha256(body),
                payment == null ? "unknown" : payment.status().name(),
                payment == null ? null : payment.orderId());
    }

    /** NICE takes only these two letters for a yes. */
    @Override
    public Response acknowledge() {
        return Response.ok("OK", "text/html").build();
    }

    @Override
    public PgAnswer chargeBillingKey(BillingCharge charge) {
        return new PgAnswer.Declined("NOT_OFFERED", "recurring charges go by Toss", true, "");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
