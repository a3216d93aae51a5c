package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The way to a gateway that must be told of a payment first: told once, however often and on whichever replica it is asked for. */
@Path("/pg")
@RunOnVirtualThread
class OpenResource {

    private static final Logger LOG = Logger.getLogger(OpenResource.class);
    private static final String ORDER_NO = "{orderNo: [A-Z0-9-]{1,40}}";

    record PaymentProviders(List<String> providers) {}

    private final Providers providers;
    private final ReturnState state;
    private final ReturnPage page;
    private final Database database;
    private final PaymentRows rows;
    private final Journal journal;
    private final URI apiUrl;
    private final URI wwwUrl;

    OpenResource(
            Providers providers,
            ReturnState state,
            ReturnPage page,
            Database database,
            PaymentRows rows,
            Journal journal,
            NaruConfig naru) {
        this.providers = providers;
        this.state = state;
        this.page = page;
        this.database = database;
        this.rows = rows;
        this.journal = journal;
        this.apiUrl = naru.publicUrls().apiUrl();
        this.wwwUrl = naru.publicUrls().wwwUrl();
    }

    @GET
    @Path("/providers")
    @Operation(summary = "What POST /orders takes as provider, the default first")
    public PaymentProviders offered() {
        return new PaymentProviders(providers.offered());
    }

    @GET
    @Path("/open/{provider}/" + ORDER_NO)
    @Operation(summary = "On to the gateway's page, after telling it of the payment")
    public Response open(
            @PathParam("provider") String provider,
            @PathParam("orderNo") String orderNo,
            @QueryParam("state") @Nullable String signed,
            @Context HttpHeaders headers) {
        try {
            UUID id = state.verify(orderNo, signed, Instant.now());
            URI window = window(id, orderNo, provider, String.valueOf(signed));
            return Response.seeOther(window)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .header("Referrer-Policy", "no-referrer")
                    .build();
        } catch (Problem problem) {
            LOG.warnf(problem.getCause(), "opening the payment of order %s refused: %s", orderNo, problem.slug());
            if (!ReturnPage.wanted(headers.getAcceptableMediaTypes())) {
                throw problem;
            }
            return page.refusal(problem, headers.getAcceptableLanguages(), URI.create(wwwUrl + "/orders"));
        }
    }

    private URI window(UUID id, String orderNo, String provider, String signed) {
        Payment payment = database.transaction(tx -> rows.find(tx, id))
                .filter(found ->
                        found.orderNo().equals(orderNo) && found.provider().equals(provider))
                .orElseThrow(() -> Problem.notFound("No such payment."));
        if (payment.status() != PaymentStatus.READY) {
            return URI.create(wwwUrl + "/orders/" + orderNo);
        }
        if (payment.windowUrl() == null) {
            PaymentProvider.Window opened =
                    providers.named(provider).open(payment, ReturnUrls.of(apiUrl, payment, signed));
            database.run(tx -> {
                rows.opened(tx, id, opened);
                journal.addOnce(tx, orderNo, "buyer", "payment.window-opened", opened.key(), provider);
            });
        }
        String url = database.transaction(tx -> rows.find(tx, id)).orElseThrow().windowUrl();
        return URI.create(url == null ? wwwUrl + "/orders/" + orderNo : url);
    }
}
