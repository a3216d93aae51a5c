package dev.naru.pgsim.kakao;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.payment.Cancel;
import dev.naru.pgsim.payment.Dialect;
import dev.naru.pgsim.payment.Instrument;
import dev.naru.pgsim.payment.Method;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentKeys;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.payment.Purchase;
import dev.naru.pgsim.payment.ReturnUrls;
import dev.naru.pgsim.payment.Scenario;
import dev.naru.pgsim.platform.Inputs;
import dev.naru.pgsim.platform.PgSimConfig;
import dev.naru.pgsim.platform.Secrets;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Kakao Pay's API for a shop: POST only, {@code Authorization: SECRET_KEY <key>}, no idempotency keys. */
@Path("/online/v1/payment")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class KakaoResource {
    /** Kakao's own merchant code for tests. */
    private static final String CID = "TC0ONETIME";

    record Ready(
            @Nullable String cid,
            @JsonProperty("partner_order_id") @Nullable String orderId,
            @JsonProperty("item_name") @Nullable String itemName,
            @JsonProperty("total_amount") @Nullable Long amount,
            @JsonProperty("approval_url") @Nullable String approvalUrl,
            @JsonProperty("fail_url") @Nullable String failUrl) {}

    record Call(
            @Nullable String cid,
            @Nullable String tid,
            @JsonProperty("partner_order_id") @Nullable String orderId,
            @JsonProperty("pg_token") @Nullable String token,
            @JsonProperty("cancel_amount") @Nullable Long cancelAmount,

            @JsonProperty("cancel_available_amount") @Nullable
            Long available) {}

    private record Answer(int status, Map<String, Object> body) {
        static Answer ok(Map<String, Object> body) {
            return new Answer(200, body);
        }

        static Answer no(KakaoError error) {
            return new Answer(error.status(), error.body());
        }
    }

    private final Ledger ledger;
    private final Secrets secrets;
    private final PgSimConfig config;

    KakaoResource(Ledger ledger, Secrets secrets, PgSimConfig config) {
        this.ledger = ledger;
        this.secrets = secrets;
        this.config = config;
    }

    /** Opens a payment: the shop keeps the tid and sends the buyer to the page. */
    @POST
    @Path("ready")
    public Response ready(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key, Ready request) {
        return run(key, request.cid(), t -> ready(t, request));
    }

    @POST
    @Path("approve")
    public Response approve(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key, Call call) {
        return run(key, call.cid(), t -> t.find(text(call.tid()))
                .map(payment -> approve(t, payment, call))
                .orElseGet(() -> Answer.no(KakaoError.UNKNOWN_TID)));
    }

    @POST
    @Path("order")
    public Response order(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key, Call call) {
        return run(key, call.cid(), t -> t.find(text(call.tid()))
                .map(payment -> Answer.ok(KakaoView.of(payment, CID)))
                .orElseGet(() -> Answer.no(KakaoError.UNKNOWN_TID)));
    }

    @POST
    @Path("cancel")
    public Response cancel(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key, Call call) {
        return run(key, call.cid(), t -> t.find(text(call.tid()))
                .map(payment -> cancel(t, payment, call))
                .orElseGet(() -> Answer.no(KakaoError.UNKNOWN_TID)));
    }

    private Answer ready(Transaction t, Ready request) {
        String api = config.publicUrls().apiUrl() + "/";
        if (!Inputs.orderId(request.orderId())
                || !Inputs.text(request.itemName(), 100)
                || request.amount() == null
                || !Inputs.amount(request.amount())
                || !text(request.approvalUrl()).startsWith(api)
                || !text(request.failUrl()).startsWith(api)) {
            return Answer.no(KakaoError.INVALID_REQUEST);
        }
        Payment payment = t.put(Payment.open(
                Dialect.KAKAO.nextKey(),
                new Purchase(text(request.orderId()), text(request.itemName()), request.amount(), "KRW"),
                new Instrument(Method.EASY_PAY, "카카오페이", null),
                Scenario.NORMAL,
                new ReturnUrls(text(request.approvalUrl()), text(request.failUrl())),
                t.now()));
        String page = config.publicUrls().pgUrl() + "/toss/pay/" + payment.paymentKey();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tid", payment.paymentKey());
        body.put("next_redirect_app_url", page);
        body.put("next_redirect_mobile_url", page);
        body.put("next_redirect_pc_url", page);
        body.put("created_at", KakaoView.time(payment.requestedAt()));
        return Answer.ok(body);
    }

    private Answer approve(Transaction t, Payment payment, Call call) {
        if (payment.status().approvedOnce()) {
            return Answer.no(KakaoError.ALREADY_APPROVED);
        }
        boolean token = MessageDigest.isEqual(
                secrets.buyerToken(payment.paymentKey()).getBytes(StandardCharsets.UTF_8),
                text(call.token()).getBytes(StandardCharsets.UTF_8));
        if (!token || !payment.purchase().orderId().equals(call.orderId())) {
            return Answer.no(KakaoError.INVALID_REQUEST);
        }
        if (payment.status() != PaymentStatus.IN_PROGRESS) {
            return Answer.no(KakaoError.NOT_AUTHENTICATED);
        }
        Map<String, Object> body = KakaoView.of(t.put(payment.approved(t.now())), CID);
        body.put("aid", PaymentKeys.next("A"));
        return Answer.ok(body);
    }

    private Answer cancel(Transaction t, Payment payment, Call call) {
        if (!payment.status().approvedOnce() || payment.status() == PaymentStatus.CANCELED) {
            return Answer.no(KakaoError.NOT_CANCELABLE);
        }
        long amount = call.cancelAmount() == null ? 0 : call.cancelAmount();
        boolean stale = call.available() != null && call.available() != payment.balance();
        if (amount <= 0 || amount > payment.balance() || stale) {
            return Answer.no(KakaoError.CANCEL_AMOUNT);
        }
        Cancel cancel = new Cancel(PaymentKeys.next("tx"), amount, "가맹점 취소", t.now());
        return Answer.ok(KakaoView.of(t.put(payment.canceled(cancel)), CID));
    }

    private Response run(@Nullable String authorization, @Nullable String cid, Function<Transaction, Answer> work) {
        Answer answer = authorised(authorization) && CID.equals(cid)
                ? ledger.transact(work)
                : Answer.no(KakaoError.UNAUTHORIZED);
        return Response.status(answer.status())
                .entity(answer.body())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private boolean authorised(@Nullable String authorization) {
        return secrets.kakaoSecretKey()
                .filter(key -> MessageDigest.isEqual(
                        ("SECRET_KEY " + key).getBytes(StandardCharsets.UTF_8),
                        text(authorization).getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
