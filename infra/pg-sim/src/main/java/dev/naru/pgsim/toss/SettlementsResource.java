package dev.naru.pgsim.toss;

import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.payment.Dialect;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentView;
import dev.naru.pgsim.platform.PgSimConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the PG says it will pay out, for a shop's daily reconciliation. One line of each answer is wrong on purpose: the
 * first payment's amount is 100 won too high. A reconciliation that reports nothing has not looked.
 */
@Path("/v1/settlements")
@RunOnVirtualThread
@SecretKeyFilter.SecretKeyRequired
final class SettlementsResource {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final long PLANTED = 100;
    private static final double FEE_RATE = 0.03;
    private static final int MAX_SIZE = 5_000;
    private static final int PAY_OUT_AFTER_DAYS = 2;

    /** One settled payment or, with a negative amount, one cancel. */
    record Line(
            String mId,
            String paymentKey,
            String transactionKey,
            String orderId,
            String currency,
            String method,
            long amount,
            long fee,
            long payOutAmount,
            String soldDate,
            String paidOutDate) {}

    private final Ledger ledger;
    private final boolean planted;

    SettlementsResource(Ledger ledger, PgSimConfig config) {
        this.ledger = ledger;
        planted = config.plantMismatch();
    }

    /** Payments and cancels between two dates in Seoul, both included, oldest first; page by page. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response settlements(
            @QueryParam("startDate") @DefaultValue("") String startDate,
            @QueryParam("endDate") @DefaultValue("") String endDate,
            @QueryParam("page") @DefaultValue("1") int page,
            @QueryParam("size") @DefaultValue("5000") int size) {
        LocalDate from = date(startDate);
        LocalDate to = date(endDate);
        if (from == null || to == null || to.isBefore(from) || page < 1 || size < 1 || size > MAX_SIZE) {
            TossError error = TossError.INVALID_REQUEST;
            return Response.status(error.status())
                    .entity(error.body("startDate, endDate: YYYY-MM-DD, page: 1-, size: 1-" + MAX_SIZE))
                    .build();
        }
        List<Line> asked =
                lines(from, to).stream().skip((page - 1L) * size).limit(size).toList();
        return Response.ok(asked).header("Cache-Control", "no-store").build();
    }

    private List<Line> lines(LocalDate from, LocalDate to) {
        List<Line> lines = new ArrayList<>();
        for (Payment p : ledger.payments().reversed()) {
            if (p.dialect() != Dialect.TOSS) {
                continue;
            }
            if (p.approvedAt() != null) {
                LocalDate sold = p.approvedAt().atZone(SEOUL).toLocalDate();
                add(lines, p, p.paymentKey(), p.purchase().amount(), sold, from, to);
            }
            p.cancels()
                    .forEach(c -> add(
                            lines,
                            p,
                            c.transactionKey(),
                            -c.amount(),
                            c.at().atZone(SEOUL).toLocalDate(),
                            from,
                            to));
        }
        return lines;
    }

    private void add(
            List<Line> lines,
            Payment p,
            String transaction,
            long amount,
            LocalDate sold,
            LocalDate from,
            LocalDate to) {
        if (sold.isBefore(from) || sold.isAfter(to)) {
            return;
        }
        long told = planted && lines.isEmpty() ? amount + PLANTED : amount;
        long fee = Math.round(told * FEE_RATE);
        PaymentView view = PaymentView.of(p);
        lines.add(new Line(
                view.mId(),
                p.paymentKey(),
                transaction,
                p.purchase().orderId(),
                p.purchase().currency(),
                view.method(),
                told,
                fee,
                told - fee,
                sold.toString(),
                sold.plusDays(PAY_OUT_AFTER_DAYS).toString()));
    }

    private static @Nullable LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
