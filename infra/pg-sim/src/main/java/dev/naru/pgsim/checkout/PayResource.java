package dev.naru.pgsim.checkout;

import dev.naru.pgsim.payment.Failure;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.payment.ReturnUrls;
import dev.naru.pgsim.payment.Scenario;
import dev.naru.pgsim.platform.Language;
import dev.naru.pgsim.platform.PageHeaders;
import dev.naru.pgsim.platform.PgSimConfig;
import dev.naru.pgsim.platform.Refusal;
import dev.naru.pgsim.platform.Secrets;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestForm;

/** The window in which a buyer pays: choose a method, prove who you are, go back to the shop. */
@Path("/toss/pay")
@RunOnVirtualThread
final class PayResource {
    private static final String WRONG_OTP = "000000";

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance pay(PayRequest request, List<Scenario> scenarios, String lang, String version);

        static native TemplateInstance otp(Payment payment, String lang, boolean wrong, String version);

        static native TemplateInstance closed(Payment payment, String lang, String version);
    }

    private final PayWindow window;
    private final ShopOrigin shop;
    private final Secrets secrets;
    private final String version;

    PayResource(PayWindow window, ShopOrigin shop, Secrets secrets, PgSimConfig config) {
        this.window = window;
        this.shop = shop;
        this.secrets = secrets;
        version = config.version();
    }

    @GET
    public Response choose(
            @QueryParam("clientKey") @DefaultValue("") String clientKey,
            @QueryParam("orderId") @DefaultValue("") String orderId,
            @QueryParam("orderName") @DefaultValue("") String orderName,
            @QueryParam("amount") @DefaultValue("") String amount,
            @QueryParam("currency") @DefaultValue("KRW") String currency,
            @QueryParam("successUrl") @DefaultValue("") String successUrl,
            @QueryParam("failUrl") @DefaultValue("") String failUrl,
            @QueryParam("lang") @DefaultValue("") String asked,
            @Context HttpHeaders headers) {
        PayRequest request = PayRequest.checked(
                clientKey, orderId, orderName, amount, currency, new ReturnUrls(successUrl, failUrl), shop);
        String lang = Language.of(asked, headers);
        return page(Templates.pay(request, List.of(Scenario.values()), lang, version), lang);
    }

    /** Opens a session. With {@code action=approve} and an {@code otp}, scripts pay in this one call. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response chosen(@BeanParam PayForm form, @Context HttpHeaders headers) {
        PayRequest request = PayRequest.checked(
                form.clientKey,
                form.orderId,
                form.orderName,
                form.amount,
                form.currency,
                new ReturnUrls(form.successUrl, form.failUrl),
                shop);
        action(form.action);
        Payment payment = window.open(request, PayWindow.instrument(form), PayWindow.scenario(form));
        return act(payment, form.action, form.otp, Language.of(form.lang, headers));
    }

    @GET
    @Path("{paymentKey}")
    public Response session(
            @PathParam("paymentKey") String paymentKey,
            @QueryParam("lang") @DefaultValue("") String asked,
            @Context HttpHeaders headers) {
        Payment payment = window.find(paymentKey);
        String lang = Language.of(asked, headers);
        return payment.status() == PaymentStatus.READY
                ? page(Templates.otp(payment, lang, false, version), lang)
                : leave(payment, lang);
    }

    @POST
    @Path("{paymentKey}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response acted(
            @PathParam("paymentKey") String paymentKey,
            @RestForm @DefaultValue("") String action,
            @RestForm @DefaultValue("") String otp,
            @RestForm @DefaultValue("") String lang,
            @Context HttpHeaders headers) {
        return act(window.find(paymentKey), action(action), otp, Language.of(lang, headers));
    }

    private Response act(Payment payment, String action, String otp, String lang) {
        String key = payment.paymentKey();
        return switch (action) {
            case "next" -> see(URI.create("/toss/pay/" + key + "?lang=" + lang));
            case "approve" -> {
                if (payment.status() == PaymentStatus.READY && (!otp.matches("[0-9]{6}") || otp.equals(WRONG_OTP))) {
                    yield page(Templates.otp(payment, lang, true, version), lang, 422);
                }
                yield leave(window.authenticate(key), lang);
            }
            case "decline" -> leave(window.abort(key, PayWindow.CARD_REJECTED), lang);
            case "cancel" -> leave(window.abort(key, PayWindow.BUYER_CANCELED), lang);
            default -> page(Templates.closed(payment, lang, version), lang);
        };
    }

    /** Sends the browser where a payment in this state belongs. */
    private Response leave(Payment payment, String lang) {
        ReturnUrls urls = Objects.requireNonNull(payment.returnUrls(), "a window's payment has return URLs");
        String token = secrets.buyerToken(payment.paymentKey());
        return switch (payment.status()) {
            case READY -> see(URI.create("/toss/pay/" + payment.paymentKey() + "?lang=" + lang));
            case ABORTED -> {
                Failure why = payment.failure() == null ? PayWindow.BUYER_CANCELED : payment.failure();
                yield see(BuyerReturn.failure(payment, urls, why));
            }
            case EXPIRED ->
                see(BuyerReturn.failure(
                        payment, urls, new Failure("PAY_PROCESS_ABORTED", "결제 시간이 만료되었습니다. 다시 시도해 주세요.")));
            case IN_PROGRESS ->
                payment.scenario() == Scenario.RETURN_LOST
                        ? page(Templates.closed(payment, lang, version), lang)
                        : see(BuyerReturn.success(payment, urls, token));
            default -> see(BuyerReturn.success(payment, urls, token));
        };
    }

    private static String action(String action) {
        if (List.of("next", "approve", "decline", "cancel", "close").contains(action)) {
            return action;
        }
        throw Refusal.badRequest("action must be next, approve, decline, cancel or close.");
    }

    private static Response see(URI where) {
        // The path of a redirect is resolved against the host the browser used, which the edge keeps.
        return Response.status(303)
                .header(HttpHeaders.LOCATION, where.toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response page(TemplateInstance page, String lang) {
        return page(page, lang, 200);
    }

    private Response page(TemplateInstance page, String lang, int status) {
        return PageHeaders.safe(Response.status(status), shop.formTargets())
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(page.setLocale(lang).render())
                .build();
    }
}
