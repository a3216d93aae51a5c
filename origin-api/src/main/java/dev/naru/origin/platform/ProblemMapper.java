package dev.naru.origin.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into one problem+json answer, and logs those that are our fault. */
class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final String TYPE_BASE = "https://naru.dev/problems/";

    @ServerExceptionMapper
    Response problem(Problem problem, ContainerRequestContext request) {
        if (problem.status() >= 500) {
            LOG.warnf(problem.getCause(), "%s: %s", problem.slug(), problem.detail());
        }
        return answer(problem, request);
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e, ContainerRequestContext request) {
        return answer(
                Problem.unauthorized(
                        "ticket-missing", "This call needs a ticket: Authorization: Bearer <ticket of the shop>."),
                request);
    }

    @ServerExceptionMapper
    Response authenticationFailed(AuthenticationFailedException e, ContainerRequestContext request) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem(problem, request);
            }
        }
        return answer(
                Problem.unauthorized(
                        "ticket-invalid", "The ticket is malformed, expired or not signed by the shop. Get a new one."),
                request);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, ContainerRequestContext request) {
        return answer(
                new Problem(403, "scope-missing", "Forbidden", "The ticket does not carry the scope of this call."),
                request);
    }

    @ServerExceptionMapper
    Response invalid(ResteasyReactiveViolationException e, ContainerRequestContext request) {
        return violations(e, request);
    }

    @ServerExceptionMapper
    Response malformedValue(MismatchedInputException e, ContainerRequestContext request) {
        return answer(malformedJson(e), request);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e, ContainerRequestContext request) {
        Response original = e.getResponse();
        if (original.getStatus() < 400) {
            return original;
        }
        if (e.getCause() instanceof JsonProcessingException json) {
            return answer(malformedJson(json), request);
        }
        if (e.getCause() instanceof Problem problem) {
            return problem(problem, request);
        }
        Response.StatusType status = original.getStatusInfo();
        String reason = status.getReasonPhrase();
        Problem problem = new Problem(
                status.getStatusCode(), reason.toLowerCase(Locale.ROOT).replace(' ', '-'), reason, reason);
        Response answer = answer(problem, request);
        original.getHeaders().forEach((name, values) -> {
            if (name.equalsIgnoreCase(HttpHeaders.ALLOW)) {
                answer.getHeaders().put(name, values);
            }
        });
        return answer;
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, ContainerRequestContext request) {
        LOG.errorf(e, "unexpected failure in %s %s", request.getMethod(), path(request));
        return answer(
                new Problem(
                        500,
                        "internal",
                        "Internal error",
                        "This is our fault. The request id finds it in the log of the replica named in X-Naru-Replica."),
                request);
    }

    private Response violations(ConstraintViolationException e, ContainerRequestContext request) {
        List<Map<String, String>> errors = e.getConstraintViolations().stream()
                .map(v -> Map.of("field", field(v), "message", v.getMessage()))
                .toList();
        return answer(
                Problem.badRequest("invalid-request", "Some fields are missing or out of bounds; see errors.")
                        .with("errors", errors),
                request);
    }

    /** "create.request.lines[0].quantity" names our method first; the caller knows only "lines[0].quantity". */
    private static String field(ConstraintViolation<?> violation) {
        String[] parts = violation.getPropertyPath().toString().split("\\.", 3);
        return parts[parts.length - 1];
    }

    private static Problem malformedJson(JsonProcessingException e) {
        // getOriginalMessage leaves out the source excerpt, which may hold what the caller sent.
        String at = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return Problem.badRequest("malformed-json", "The body is not the JSON that this call takes" + at + ".");
    }

    private static String path(ContainerRequestContext request) {
        return request.getUriInfo().getRequestUri().getRawPath();
    }

    private static Response answer(Problem problem, ContainerRequestContext request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", TYPE_BASE + problem.slug());
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", problem.detail());
        body.put("instance", path(request));
        body.put("requestId", String.valueOf(request.getHeaderString(RequestTrace.REQUEST_ID)));
        body.putAll(problem.fields());
        Response.ResponseBuilder response = Response.status(problem.status())
                .type("application/problem+json")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(body);
        if (problem.retryAfterS() > 0) {
            response.header(HttpHeaders.RETRY_AFTER, problem.retryAfterS());
        }
        if (problem.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }
}
