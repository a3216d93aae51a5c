package dev.naru.origin.payment;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/** Where the gateway sends the buyer's browser: answered 303 to the shop, or with a page that says what is wrong. */
@Path("/pg")
class ReturnResource {

    private static final Logger LOG = Logger.getLogger(ReturnResource.class);
    private static final String ORDER_NO = "{orderNo: [A-Z0-9-]{1,40}}";

    private final Approval approval;
    private final Providers providers;
    private final ReturnState state;
    private final ReturnPage page;
    private final Database database;
    private final PaymentRows rows;
    private final Journal journal;
    private final Alarm alarm;
    private final URI wwwUrl;

    ReturnResource(
            Approval approval,
            Providers providers,
            ReturnState state,
            ReturnPage page,
            Database database,
            PaymentRows rows,
            Journal journal,
            Alarm alarm,
            NaruConfig naru) {
        this.approval = approval;
        this.providers = providers;
        this.state = state;
        this.page = page;
        this.database = database;
        this.rows = rows;
        this.journal = journal;
        this.alarm = alarm;
        this.wwwUrl = naru.publicUrls().wwwUrl();
    }

    @GET
    @Path("/return/{provider}/" + ORDER_NO)
    @RunOnVirtualThread
    @Operation(summary = "The buyer comes back from the gateway's window after authenticating")
    public Response returned(
            @PathParam("provider") String providerName,
            @PathParam("orderNo") String orderNo,
            @Context UriInfo uri,
            @Context HttpHeaders headers) {
        return comeBack(providerName, orderNo, uri, uri.getQueryParameters(), headers);
    }

    @POST
    @Path("/return/{provider}/" + ORDER_NO)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RunOnVirtualThread
    @Operation(summary = "The same from gateways that let the browser post a signed form")
    public Response posted(
            @PathParam("provider") String providerName,
            @PathParam("orderNo") String orderNo,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            MultivaluedMap<String, String> form) {
        return comeBack(providerName, orderNo, uri, form, headers);
    }

    private Response comeBack(
            String providerName,
            String orderNo,
            UriInfo uri,
            MultivaluedMap<String, String> fields,
            HttpHeaders headers) {
        return orPage(orderNo, headers, () -> {
            PaymentProvider provider = providers.named(providerName);
            UUID paymentId = state.verify(orderNo, uri.getQueryParameters().getFirst("state"), Instant.now());
            String code = provider.givenUp(fields);
            if (code != null) {
                return toShop(orderNo, windowClosed(paymentId, orderNo, code));
            }
            PaymentStatus status = approval.returned(paymentId, orderNo, providerName, provider.parseReturn(fields));
            return toShop(orderNo, status.result());
        });
    }

    @GET
    @Path("/fail/{provider}/" + ORDER_NO)
    @RunOnVirtualThread
    @Operation(summary = "The buyer comes back from the gateway's window without having authenticated")
    public Response failed(
            @PathParam("provider") String providerName,
            @PathParam("orderNo") String orderNo,
            @Context UriInfo uri,
            @Context HttpHeaders headers) {
        return orPage(orderNo, headers, () -> {
            MultivaluedMap<String, String> query = uri.getQueryParameters();
            providers.named(providerName);
            UUID paymentId = state.verify(orderNo, query.getFirst("state"), Instant.now());
            String code = query.getFirst("code");
            return toShop(orderNo, windowClosed(paymentId, orderNo, code == null ? "" : code));
        });
    }

    /** A browser's word moves no money state: an open payment stays open and can be tried again until it expires. */
    private String windowClosed(UUID paymentId, String orderNo, String code) {
        return database.transaction(tx -> {
            Payment payment = rows.find(tx, paymentId).orElseThrow(() -> Problem.notFound("No such payment."));
            if (payment.status() != PaymentStatus.READY) {
                return payment.status().result();
            }
            journal.addOnce(tx, orderNo, "buyer", "payment.window-closed", payment.pgOrderId(), Quoted.of(code));
            return PaymentStatus.DECLINED.result();
        });
    }

    private Response orPage(String orderNo, HttpHeaders headers, Supplier<Response> work) {
        try {
            return work.get();
        } catch (Problem problem) {
            LOG.warnf(problem.getCause(), "return for order %s refused: %s", orderNo, problem.slug());
            if (problem.slug().equals(ReturnState.FORGED)) {
                alarm.raise(ReturnState.FORGED, "a return for order " + orderNo + " with a state of nobody's");
            }
            if (problem.slug().equals(PaymentProvider.BAD_SIGNATURE)) {
                alarm.raise(
                        PaymentProvider.BAD_SIGNATURE, "a return for order " + orderNo + " not signed by the gateway");
            }
            if (!ReturnPage.wanted(headers.getAcceptableMediaTypes())) {
                throw problem;
            }
            return page.refusal(problem, headers.getAcceptableLanguages(), URI.create(wwwUrl + "/orders"));
        }
    }

    private Response toShop(String orderNo, String result) {
        return Response.seeOther(URI.create(wwwUrl + "/orders/" + orderNo + "?result=" + result))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
