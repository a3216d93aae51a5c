package dev.naru.pgsim.platform;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure into {@code application/problem+json}, or into a page when a browser asks. */
final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance problem(Problem problem, String lang, String replica);
    }

    private final PgSimConfig config;

    Problems(PgSimConfig config) {
        this.config = config;
    }

    @ServerExceptionMapper
    Response refusal(Refusal e, RoutingContext context, HttpHeaders headers) {
        LOG.infof(
                "%s %s refused: %d %s",
                context.request().method(), context.request().path(), e.status(), e.detail());
        return answer(e.status(), e.slug(), e.title(), e.detail(), context, headers);
    }

    @ServerExceptionMapper
    Response standard(WebApplicationException e, RoutingContext context, HttpHeaders headers) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        Response answer = answer(status, "http-" + status, title, title + ".", context, headers);
        String allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, RoutingContext context, HttpHeaders headers) {
        LOG.errorf(
                e, "%s %s failed", context.request().method(), context.request().path());
        return answer(
                500,
                "internal",
                "Internal error",
                "The simulator failed; its log has the cause under this request id.",
                context,
                headers);
    }

    private Response answer(
            int status, String slug, String title, String detail, RoutingContext context, HttpHeaders headers) {
        Problem problem = new Problem(
                "https://naru.dev/problems/" + slug,
                title,
                status,
                detail,
                context.request().path(),
                RequestIds.of(context));
        boolean page = headers.getAcceptableMediaTypes().stream()
                .anyMatch(type ->
                        type.getType().equals("text") && type.getSubtype().equals("html"));
        Response.ResponseBuilder answer = Response.status(status).header("Cache-Control", "no-store");
        if (page) {
            String asked = context.request().getParam("lang");
            String lang = Language.of(asked == null ? "" : asked, headers);
            return PageHeaders.safe(answer, "")
                    .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                    .entity(Templates.problem(problem, lang, config.replica())
                            .setLocale(lang)
                            .render())
                    .build();
        }
        return answer.type("application/problem+json").entity(problem).build();
    }
}
