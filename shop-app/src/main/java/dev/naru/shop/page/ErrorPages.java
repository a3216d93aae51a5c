package dev.naru.shop.page;

import dev.naru.shop.platform.Problem;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import dev.naru.shop.platform.RequestInfo;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The end of every request that fails: a page for browsers, a problem document for others, one line in the log. */
class ErrorPages {
    private static final Logger LOG = Logger.getLogger(ErrorPages.class);

    private final Pages pages;
    private final RequestInfo request;

    ErrorPages(Pages pages, RequestInfo request) {
        this.pages = pages;
        this.request = request;
    }

    @ServerExceptionMapper
    Response refused(Refusal refusal) {
        Reason reason = refusal.reason();
        if (reason == Reason.LOGIN_REQUIRED && request.wantsPage()) {
            return toLogin();
        }
        if (reason.status() >= 500) {
            LOG.warnf("%s: %s", reason.slug(), refusal.getMessage());
        } else {
            LOG.infof("%s: %s", reason.slug(), refusal.getMessage());
        }
        return answer(reason, reason.status(), String.valueOf(refusal.getMessage()));
    }

    @ServerExceptionMapper
    Response refusedByHttp(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (status >= 500) {
            LOG.errorf(e, "request failed");
        }
        Response answer = answer(Reason.ofStatus(status), status, String.valueOf(e.getMessage()));
        String allow = e.getResponse().getHeaderString("Allow");
        return allow == null
                ? answer
                : Response.fromResponse(answer).header("Allow", allow).build();
    }

    @ServerExceptionMapper
    Response failed(Throwable e) {
        LOG.error("request failed", e);
        return answer(
                Reason.INTERNAL, 500, "This is the shop's fault: look for the request id in the log of this replica");
    }

    /** A form that needs a login cannot be sent again after it: the buyer comes back to the page it stood on. */
    private Response toLogin() {
        String path = request.path();
        String next = request.isRead() || path.equals("/checkout") ? path : "/";
        return Pages.seeOther("/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    private Response answer(Reason reason, int status, String detail) {
        Response.ResponseBuilder answer;
        if (request.wantsPage()) {
            answer = pages.answer(status, Templates.error(pages.plainLayout(), reason, status));
        } else {
            Texts texts = MessageBundles.get(Texts.class, Localized.Literal.of("en"));
            Problem problem = Problem.of(reason, status, texts.reason(reason), detail, request);
            answer = Response.status(status).type(Problem.MEDIA_TYPE).entity(problem);
        }
        if (reason.retryAfterS() > 0) {
            answer.header("Retry-After", reason.retryAfterS());
        }
        return answer.build();
    }
}
