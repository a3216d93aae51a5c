package dev.naru.pgsim.nice;

import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.payment.Cancel;
import dev.naru.pgsim.payment.Dialect;
import dev.naru.pgsim.payment.Failure;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentKeys;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.platform.Transmission;
import dev.naru.pgsim.platform.Wire;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** NICE Pay's API for a shop: Basic credentials, signed answers, no idempotency keys, a net cancel. A refusal is a 200 with another code. */
@Path("/nice/v1/payments")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class NiceResource {

    record Call(
            @Nullable Long amount,
            @Nullable String orderId,
            @Nullable String reason,
            @Nullable Long cancelAmt,
            @Nullable String ediDate,
            @Nullable String signData) {}

    /** @param status of HTTP */
    private record Answer(int status, Map<String, Object> body, Transmission transmission) {
        static Answer ok(Map<String, Object> body) {
            return new Answer(200, body, Transmission.SEND);
        }

        static Answer no(NiceCode code) {
            return new Answer(code == NiceCode.UNAUTHORIZED ? 401 : 200, code.body(), Transmission.SEND);
        }

        Answer by(Transmission how) {
            return new Answer(status, body, how);
        }
    }

    private final Ledger ledger;
    private final NiceSigner signer;
    private final Wire wire;

    NiceResource(Ledger ledger, NiceSigner signer, Wire wire) {
        this.ledger = ledger;
        this.signer = signer;
        this.wire = wire;
    }

    @POST
    @Path("{tid}")
    public Response approve(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key,
            @PathParam("tid") String tid,
            Call call,
            RoutingContext context) {
        boolean signed = signer.holds(call.signData(), tid, String.valueOf(call.amount()), call.ediDate());
        return run(
                key,
                context,
                t -> !signed
                        ? Answer.no(NiceCode.BAD_SIGN_DATA)
                        : find(t, tid)
                                .map(payment -> approve(t, payment, call))
                                .orElseGet(() -> Answer.no(NiceCode.UNKNOWN_TID)));
    }

    @GET
    @Path("{tid}")
    @Consumes(MediaType.WILDCARD)
    public Response inquire(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key,
            @PathParam("tid") String tid,
            RoutingContext context) {
        return run(key, context, t -> find(t, tid)
                .filter(payment -> !payment.status().open())
                .map(payment -> Answer.ok(signer.view(payment, t.now())))
                .orElseGet(() -> Answer.no(NiceCode.NO_RESULT)));
    }

    @POST
    @Path("{tid}/cancel")
    public Response cancel(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key,
            @PathParam("tid") String tid,
            Call call,
            RoutingContext context) {
        boolean signed = signer.holds(call.signData(), tid, call.ediDate());
        return run(
                key,
                context,
                t -> !signed
                        ? Answer.no(NiceCode.BAD_SIGN_DATA)
                        : find(t, tid)
                                .map(payment -> cancel(t, payment, call))
                                .orElseGet(() -> Answer.no(NiceCode.NOTHING_TO_CANCEL)));
    }

    /** Undoes the order's approval whatever became of it; the order must be named, not the tid. */
    @POST
    @Path("netcancel")
    public Response netCancel(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String key, Call call, RoutingContext context) {
        String orderId = String.valueOf(call.orderId());
        boolean signed = signer.holds(call.signData(), orderId, call.ediDate());
        return run(
                key,
                context,
                t -> !signed
                        ? Answer.no(NiceCode.BAD_SIGN_DATA)
                        : t.findByOrder(orderId)
                                .filter(payment -> payment.dialect() == Dialect.NICE)
                                .filter(payment -> payment.status().approvedOnce())
                                .map(payment -> cancel(t, payment, call))
                                .orElseGet(() -> Answer.no(NiceCode.NOTHING_TO_CANCEL)));
    }

    private static Optional<Payment> find(Transaction t, String tid) {
        return t.find(tid).filter(payment -> payment.dialect() == Dialect.NICE);
    }

    private Answer approve(Transaction t, Payment payment, Call call) {
        if (payment.status().approvedOnce()) {
            return Answer.no(NiceCode.APPROVED_BEFORE);
        }
        if (payment.status() != PaymentStatus.IN_PROGRESS) {
            return Answer.no(NiceCode.NOT_AUTHENTICATED);
        }
        if (call.amount() == null || call.amount() != payment.purchase().amount()) {
            return Answer.no(NiceCode.OTHER_AMOUNT);
        }
        boolean paidBefore = t.findByOrder(payment.purchase().orderId())
                .filter(other -> other.status().approvedOnce())
                .isPresent();
        if (paidBefore) {
            return Answer.no(NiceCode.DUPLICATE_ORDER);
        }
        return switch (payment.scenario()) {
            case STICKY_500 -> new Answer(500, NiceCode.DATABASE.body(), Transmission.SEND);
            case DUPLICATE_ORDER -> Answer.no(NiceCode.DUPLICATE_ORDER);
            case DECLINED_AT_CONFIRM -> {
                t.put(payment.aborted(new Failure(NiceCode.CARD_COMPANY.code(), NiceCode.CARD_COMPANY.message())));
                yield Answer.no(NiceCode.CARD_COMPANY);
            }
            case ANSWER_LOST -> approved(t, payment).by(Transmission.CUT);
            case HANG -> approved(t, payment).by(Transmission.HANG);
            default -> approved(t, payment);
        };
    }

    private Answer approved(Transaction t, Payment payment) {
        return Answer.ok(signer.view(t.put(payment.approved(t.now())), t.now()));
    }

    private Answer cancel(Transaction t, Payment payment, Call call) {
        if (payment.status() == PaymentStatus.CANCELED) {
            return Answer.no(NiceCode.CANCELLED_BEFORE);
        }
        if (!payment.status().approvedOnce()) {
            return Answer.no(NiceCode.NOTHING_TO_CANCEL);
        }
        long amount = call.cancelAmt() == null ? payment.balance() : call.cancelAmt();
        if (amount <= 0 || amount > payment.balance()) {
            return Answer.no(NiceCode.CANCEL_AMOUNT);
        }
        String reason = call.reason() == null ? "망취소" : call.reason();
        Payment next = t.put(payment.canceled(new Cancel(PaymentKeys.next("tx"), amount, reason, t.now())));
        return Answer.ok(signer.view(next, t.now()));
    }

    private Response run(@Nullable String authorization, RoutingContext context, Function<Transaction, Answer> work) {
        Answer answer = signer.authorised(authorization) ? ledger.transact(work) : Answer.no(NiceCode.UNAUTHORIZED);
        wire.before(answer.transmission(), context);
        return Response.status(answer.status())
                .entity(answer.body())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
