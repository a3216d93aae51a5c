package dev.naru.origin.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Toss Payments: the window by redirect, confirm, inquiry, cancel, billing key. Shapes of its API of 2022-11-16. */
@Singleton
class TossProvider implements PaymentProvider {

    private static final Logger LOG = Logger.getLogger(TossProvider.class);
    private static final int MAX_KEY_CHARS = 200;
    /** A page stays under the limit of an answer; all of them are held at once to be compared. */
    private static final int PAGE_LINES = 500;

    private static final int MAX_PAGES = 400;

    private final PaymentConfig config;
    private final URI pgUrl;
    private final TossClient client;
    private final TossWebhooks webhooks;
    private final ObjectMapper json;
    private final PaymentMetrics metrics;
    private final Alarm alarm;

    TossProvider(
            PaymentConfig config,
            NaruConfig naru,
            TossClient client,
            TossWebhooks webhooks,
            ObjectMapper json,
            PaymentMetrics metrics,
            Alarm alarm) {
        this.config = config;
        this.pgUrl = naru.publicUrls().pgUrl();
        this.client = client;
        this.webhooks = webhooks;
        this.json = json;
        this.metrics = metrics;
        this.alarm = alarm;
    }

    @Override
    public String name() {
        return "toss";
    }

    @Override
    public URI start(Payment payment, ReturnUrls urls) {
        return URI.create(pgUrl + "/toss/pay?clientKey=" + encode(config.tossClientKey())
                + "&orderId=" + encode(payment.pgOrderId())
                + "&orderName=" + encode(payment.orderName())
                + "&amount=" + payment.amount()
                + "&currency=" + encode(payment.currency())
                + "&successUrl=" + encode(urls.success().toString())
                + "&failUrl=" + encode(urls.fail().toString()));
    }

    @Override
    public Returned parseReturn(MultivaluedMap<String, String> query) {
        String key = query.getFirst("paymentKey");
        String orderId = query.getFirst("orderId");
        String amount = query.getFirst("amount");
        if (key == null || key.isEmpty() || key.length() > MAX_KEY_CHARS || orderId == null || amount == null) {
            throw Problem.badRequest("return-incomplete", "The return needs paymentKey, orderId and amount.");
        }
        try {
            return new Returned(key, orderId, Long.parseLong(amount), query.getFirst("currency"), null);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("return-malformed", "The amount of the return is not a whole number.");
        }
    }

    @Override
    public PgAnswer approve(Payment payment) {
        ObjectNode body = json.createObjectNode()
                .put("paymentKey", payment.providerKey())
                .put("orderId", payment.pgOrderId())
                .put("amount", payment.amount());
        PgAnswer answer = post("approve", "/v1/payments/confirm", body, payment.approveKey(), TossProvider::isApproved);
        return processedBefore(answer, () -> inquire(payment));
    }

    /**
     * Somebody, most likely this shop a moment ago, has used the key or the orderId before: what the gateway has now
     * decides. A used orderId that was not paid is a definite no: it can never be paid, a new one can.
     */
    private PgAnswer processedBefore(PgAnswer answer, Supplier<PgInquiry> inquire) {
        if (isCode(answer, TossCodes.ALREADY_PROCESSED)) {
            return asApproved(inquire.get());
        }
        if (isCode(answer, TossCodes.DUPLICATED_ORDER_ID)) {
            PgInquiry inquiry = inquire.get();
            boolean unknown = inquiry instanceof PgInquiry.Unknown;
            return unknown || asApproved(inquiry) instanceof PgAnswer.Success
                    ? asApproved(inquiry)
                    : new PgAnswer.Declined(TossCodes.DUPLICATED_ORDER_ID, "orderId used before", false, "");
        }
        return answer;
    }

    private static PgAnswer asApproved(PgInquiry inquiry) {
        if (inquiry instanceof PgInquiry.Found(PgPayment found)) {
            if (found.status() == PgPayment.Status.DONE) {
                return new PgAnswer.Success(found);
            }
            if (found.status() == PgPayment.Status.WAITING_FOR_DEPOSIT) {
                return new PgAnswer.Pending(found);
            }
        }
        return new PgAnswer.Unknown("processed before, and the inquiry does not say done", null);
    }

    private static boolean isApproved(PgPayment payment) {
        return payment.status() == PgPayment.Status.DONE;
    }

    @Override
    public PgInquiry inquire(Payment payment) {
        String key = payment.providerKey();
        return key == null ? inquire(payment.pgOrderId()) : inquirePath("/v1/payments/" + encode(key));
    }

    @Override
    public PgInquiry inquire(String pgOrderId) {
        return inquirePath("/v1/payments/orders/" + encode(pgOrderId));
    }

    private PgInquiry inquirePath(String path) {
        long startNs = System.nanoTime();
        PgInquiry inquiry;
        try {
            PgHttp.Reply reply = client.get(path, config.inquireTimeout());
            PgPayment payment = reply.status() == 200 ? TossJson.payment(json, reply.body()) : null;
            if (payment != null) {
                inquiry = new PgInquiry.Found(payment);
            } else {
                TossJson.Failure failure = TossJson.failure(json, reply.body());
                inquiry = reply.status() == 404 && TossCodes.NOT_FOUND.contains(failure.code())
                        ? new PgInquiry.NotFound()
                        : new PgInquiry.Unknown("status " + reply.status() + " " + failure.code());
            }
        } catch (IOException e) {
            inquiry = new PgInquiry.Unknown(String.valueOf(e.getMessage()));
        }
        String outcome =
                switch (inquiry) {
                    case PgInquiry.Found _ -> "found";
                    case PgInquiry.NotFound _ -> "not_found";
                    case PgInquiry.Unknown _ -> "unknown";
                };
        metrics.call(name(), "inquire", outcome, startNs);
        return inquiry;
    }

    /** Toss has no net cancel: an inquiry tells whether there is something to cancel, so this is a cancel. */
    @Override
    public PgAnswer voidOrNetCancel(Payment payment, long amount, String reason, String key) {
        return cancel("void", payment, amount, reason, key);
    }

    @Override
    public PgAnswer refund(Payment payment, long amount, String reason, String key) {
        return cancel("refund", payment, amount, reason, key);
    }

    private PgAnswer cancel(String call, Payment payment, long amount, String reason, String key) {
        String paymentKey = payment.providerKey();
        if (paymentKey == null) {
            return new PgAnswer.Unknown("no payment key to cancel by", null);
        }
        ObjectNode body = json.createObjectNode().put("cancelReason", reason).put("cancelAmount", amount);
        String path = "/v1/payments/" + encode(paymentKey) + "/cancel";
        PgAnswer answer = post(call, path, body, key, TossProvider::isCancelled);
        if (isCode(answer, TossCodes.ALREADY_CANCELLED)) {
            return inquire(payment) instanceof PgInquiry.Found(PgPayment found)
                            && found.status() == PgPayment.Status.CANCELED
                    ? new PgAnswer.Success(found)
                    : new PgAnswer.Unknown("cancelled before, and the inquiry does not say so", null);
        }
        return answer;
    }

    private static boolean isCancelled(PgPayment payment) {
        return payment.status() == PgPayment.Status.CANCELED || payment.status() == PgPayment.Status.PARTIAL_CANCELED;
    }

    @Override
    public PgAnswer chargeBillingKey(BillingCharge charge) {
        ObjectNode body = json.createObjectNode()
                .put("customerKey", charge.customerKey())
                .put("amount", charge.amount())
                .put("orderId", charge.pgOrderId())
                .put("orderName", charge.orderName());
        String path = "/v1/billing/" + encode(charge.billingKey());
        PgAnswer answer = post("billing", path, body, "billing:" + charge.pgOrderId(), TossProvider::isApproved);
        return processedBefore(answer, () -> inquire(charge.pgOrderId()));
    }

    @Override
    public boolean settles() {
        return true;
    }

    /** Page by page, until one is not full. */
    @Override
    public Optional<List<SettlementLine>> settlement(LocalDate day) {
        List<SettlementLine> all = new ArrayList<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            List<SettlementLine> lines = settlementPage(day, page);
            if (lines == null) {
                return Optional.empty();
            }
            all.addAll(lines);
            if (lines.size() < PAGE_LINES) {
                return Optional.of(all);
            }
        }
        alarm.raise("settlement-too-long", "the settlement file of " + day + " has over " + all.size() + " lines");
        return Optional.empty();
    }

    private @Nullable List<SettlementLine> settlementPage(LocalDate day, int page) {
        String query = "?startDate=" + day + "&endDate=" + day + "&page=" + page + "&size=" + PAGE_LINES;
        long startNs = System.nanoTime();
        List<SettlementLine> lines = null;
        try {
            PgHttp.Reply reply = client.get("/v1/settlements" + query, config.approveTimeout());
            lines = reply.status() == 200 ? TossJson.settlement(json, reply.body()) : null;
        } catch (IOException e) {
            LOG.warnf("settlement file of %s, page %d: %s", day, page, e.getMessage());
        }
        metrics.call(name(), "settlement", lines == null ? "unknown" : "found", startNs);
        return lines;
    }

    @Override
    public Webhook verifyWebhook(MultivaluedMap<String, String> headers, byte[] body, Instant now) {
        return webhooks.verify(headers, body, now);
    }

    @Override
    public Response acknowledge() {
        return Response.ok("{}", MediaType.APPLICATION_JSON).build();
    }

    private PgAnswer post(String call, String path, JsonNode body, String idempotencyKey, Predicate<PgPayment> done) {
        long startNs = System.nanoTime();
        Duration timeout = config.approveTimeout();
        PgAnswer answer;
        try {
            PgHttp.Reply reply = client.post(path, body.toString(), idempotencyKey, timeout);
            answer = classify(reply, done);
        } catch (IOException e) {
            answer = new PgAnswer.Unknown(String.valueOf(e.getMessage()), null);
        }
        metrics.call(name(), call, answer.outcome(), startNs);
        return answer;
    }

    private PgAnswer classify(PgHttp.Reply reply, Predicate<PgPayment> done) {
        if (reply.status() == 200) {
            PgPayment payment = TossJson.payment(json, reply.body());
            if (payment == null) {
                return new PgAnswer.Unknown("unreadable answer", reply.body());
            }
            if (done.test(payment)) {
                return new PgAnswer.Success(payment);
            }
            return payment.status() == PgPayment.Status.WAITING_FOR_DEPOSIT
                    ? new PgAnswer.Pending(payment)
                    : new PgAnswer.Unknown("status " + payment.status(), reply.body());
        }
        TossJson.Failure failure = TossJson.failure(json, reply.body());
        String code = failure.code();
        if (TossCodes.isMisconfigured(code)) {
            alarm.raise("pg-misconfigured", "the gateway refuses this shop's key: " + code + "; see toss-secret.key");
        }
        if (TossCodes.isDecline(code) || TossCodes.isNotCancelable(code)) {
            return new PgAnswer.Declined(code, failure.message(), TossCodes.isHard(code), reply.body());
        }
        return new PgAnswer.Unknown("status " + reply.status() + " " + code, reply.body());
    }

    private boolean isCode(PgAnswer answer, String code) {
        return answer instanceof PgAnswer.Unknown(String _, @Nullable String raw)
                && raw != null
                && TossJson.failure(json, raw).code().equals(code);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
