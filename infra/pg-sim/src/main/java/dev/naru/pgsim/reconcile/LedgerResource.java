package dev.naru.pgsim.reconcile;

import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.ledger.Webhook;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.payment.PaymentView;
import dev.naru.pgsim.platform.Language;
import dev.naru.pgsim.platform.PageHeaders;
import dev.naru.pgsim.platform.PgSimConfig;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger, for people beside the shop's database, and for tests as JSON. */
@Path("/")
@RunOnVirtualThread
final class LedgerResource {
    private static final int MAX_ROWS = 200;

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance ledger(LedgerPage page, String lang, String version);
    }

    /** What the page shows. */
    record LedgerPage(
            List<LedgerRow> rows,
            int total,
            long differences,
            @Nullable String error,
            List<Webhook> webhooks,
            long tornBytes) {}

    record LedgerPayment(
            String paymentKey,
            String orderId,
            long amount,
            String currency,
            PaymentStatus status,
            @Nullable String approvedAt,
            String method,
            long balanceAmount) {}

    record LedgerJson(List<LedgerPayment> payments) {}

    private final Ledger ledger;
    private final ShopLedger shop;
    private final String version;

    LedgerResource(Ledger ledger, ShopLedger shop, PgSimConfig config) {
        this.ledger = ledger;
        this.shop = shop;
        version = config.version();
    }

    @GET
    public Response home() {
        return Response.status(303).header(HttpHeaders.LOCATION, "/ledger").build();
    }

    @GET
    @Path("ledger")
    @Produces(MediaType.TEXT_HTML)
    public Response page(@QueryParam("lang") @DefaultValue("") String asked, @Context HttpHeaders headers) {
        String lang = Language.of(asked, headers);
        ShopLedger.Reading reading = shop.read();
        List<LedgerRow> rows = LedgerRow.compare(ledger.payments(), reading);
        LedgerPage page = new LedgerPage(
                rows.stream().limit(MAX_ROWS).toList(),
                rows.size(),
                rows.stream().filter(row -> row.verdict().alarming()).count(),
                reading.error(),
                ledger.webhooks().stream().limit(MAX_ROWS).toList(),
                ledger.tornBytes());
        return PageHeaders.safe(Response.ok(), "")
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(Templates.ledger(page, lang, version).setLocale(lang).render())
                .build();
    }

    @GET
    @Path("ledger.json")
    @Produces(MediaType.APPLICATION_JSON)
    public LedgerJson json() {
        return new LedgerJson(
                ledger.payments().stream().map(LedgerResource::line).toList());
    }

    private static LedgerPayment line(Payment p) {
        return new LedgerPayment(
                p.paymentKey(),
                p.purchase().orderId(),
                p.purchase().amount(),
                p.purchase().currency(),
                p.status(),
                p.approvedAt() == null ? null : PaymentView.time(p.approvedAt()),
                p.instrument().method().korean(),
                p.balance());
    }
}
