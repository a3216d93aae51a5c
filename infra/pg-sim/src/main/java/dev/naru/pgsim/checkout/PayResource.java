package dev.naru.pgsim.checkout;

import dev.naru.pgsim.payment.Dialect;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The window in which a buyer pays: choose a method, prove who you are, go back to the shop. */
@Path("/")
@RunOnVirtualThread
final class PayResource {
    private static final String WRONG_OTP = "000000";
    private static final Failure TOO_LATE = new Failure("PAY_PROCESS_ABORTED", "결제 시간이 만료되었습니다. 다시 시도해 주세요.");

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance pay(PayRequest request, List<Scenario> scenarios, String lang, String version);

        static native TemplateInstance otp(Payment payment, String lang, boolean wrong, String version);

        static native TemplateInstance back(
                Payment payment, Map<String, String> fields, String url, String lang, String version);

        static native TemplateInstance closed(Payment payment, String lang, String version);
    }

    private final PayWindow window;
    private final ShopOrigin shop;
    private final Secrets secrets;
    private final NiceForm nice;
    private final String version;

    PayResource(PayWindow window, ShopOrigin shop, Secrets secrets, NiceForm nice, PgSimConfig config) {
        this.window = window;
        this.nice = nice;
        this.shop = shop;
        this.secrets = secrets;
        version = config.version();
    }

    @GET
    @Path("toss/pay")
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
        ReturnUrls urls = new ReturnUrls(successUrl, failUrl);
        return choose(
                PayRequest.checked(Dialect.TOSS, clientKey, orderId, orderName, amount, currency, urls, shop),
                Language.of(asked, headers));
    }

    /** NICE Pay's window: one address to come back to, by a form. */
    @GET
    @Path("nice/pay")
    public Response chooseNice(
            @QueryParam("clientId") @DefaultValue("") String clientId,
            @QueryParam("orderId") @DefaultValue("") String orderId,
            @QueryParam("goodsName") @DefaultValue("") String goodsName,
            @QueryParam("amount") @DefaultValue("") String amount,
            @QueryParam("currency") @DefaultValue("KRW") String currency,
            @QueryParam("returnUrl") @DefaultValue("") String returnUrl,
            @QueryParam("lang") @DefaultValue("") String asked,
            @Context HttpHeaders headers) {
        ReturnUrls urls = new ReturnUrls(returnUrl, returnUrl);
        return choose(
                PayRequest.checked(Dialect.NICE, clientId, orderId, goodsName, amount, currency, urls, shop),
                Language.of(asked, headers));
    }

    private Response choose(PayRequest request, String lang) {
        return page(Templates.pay(request, List.of(Scenario.values()), lang, version), lang);
    }

    /** Opens a session. With {@code action=approve} and an {@code otp}, scripts pay in this one call. */
    @POST
    @Path("toss/pay")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response chosen(@BeanParam PayForm form, @Context HttpHeaders headers) {
        PayRequest request = PayRequest.checked(
                dialect(form.dialect),
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
    @Path("toss/pay/{paymentKey}")
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
    @Path("toss/pay/{paymentKey}")
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
        return switch (payment.status()) {
            case READY -> see(URI.create("/toss/pay/" + payment.paymentKey() + "?lang=" + lang));
            case ABORTED ->
                failed(payment, payment.failure() == null ? PayWindow.BUYER_CANCELED : payment.failure(), lang);
            case EXPIRED -> failed(payment, TOO_LATE, lang);
            case IN_PROGRESS ->
                payment.scenario() == Scenario.RETURN_LOST
                        ? page(Templates.closed(payment, lang, version), lang)
                        : succeeded(payment, lang);
            default -> succeeded(payment, lang);
        };
    }

    private Response succeeded(Payment payment, String lang) {
        return payment.dialect() == Dialect.NICE
                ? posted(payment, null, lang)
                : see(BuyerReturn.success(payment, urls(payment), secrets.buyerToken(payment.paymentKey())));
    }

    private Response failed(Payment payment, Failure why, String lang) {
        return payment.dialect() == Dialect.NICE
                ? posted(payment, why, lang)
                : see(BuyerReturn.failure(payment, urls(payment), why));
    }

    /** A page whose form the browser posts to the shop, from this site. */
    private Response posted(Payment payment, @Nullable Failure why, String lang) {
        TemplateInstance page =
                Templates.back(payment, nice.fields(payment, why), urls(payment).success(), lang, version);
        return PageHeaders.posting(Response.ok(), shop.formTargets())
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(page.setLocale(lang).render())
                .build();
    }

    private static ReturnUrls urls(Payment payment) {
        return Objects.requireNonNull(payment.returnUrls(), "a window's payment has return URLs");
    }

    private static Dialect dialect(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "toss" -> Dialect.TOSS;
            case "nice" -> Dialect.NICE;
            default -> throw Refusal.badRequest("dialect must be toss or nice.");
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
