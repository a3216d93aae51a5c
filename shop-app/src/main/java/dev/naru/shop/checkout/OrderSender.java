package dev.naru.shop.checkout;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to origin-api about orders, and sorts its answers. An order is sent up to three times under one idempotency key, so
 * a lost answer or a switch to the standby makes neither two orders nor none.
 */
@ApplicationScoped
class OrderSender {
    private static final Logger LOG = Logger.getLogger(OrderSender.class);

    private final OrdersApi api;
    private final ObjectMapper json;

    OrderSender(@RestClient OrdersApi api, ObjectMapper json) {
        this.api = api;
        this.json = json;
    }

    /** A refusal with the truth in it. */
    static final class Rejected extends RuntimeException {
        private final transient List<TrueLine> lines;
        private final Placed.Why why;

        Rejected(Placed.Why why, List<TrueLine> lines) {
            super(why.name());
            this.why = why;
            this.lines = lines;
        }

        Placed.Why why() {
            return why;
        }

        List<TrueLine> lines() {
            return lines;
        }
    }

    /** No answer, or one that says to try again. */
    static final class NoAnswer extends Refusal {
        NoAnswer(Throwable cause) {
            super(Reason.ORIGIN_UNAVAILABLE, "origin-api does not answer (" + cause + ")", cause);
        }
    }

    record ProblemBody(
            @Nullable String type,
            @Nullable String detail,
            @Nullable List<TrueLine> lines) {
        boolean is(String slug) {
            return type != null && type.endsWith("/" + slug);
        }
    }

    @Retry(maxRetries = 2, delay = 300, jitter = 100, retryOn = NoAnswer.class)
    Order place(String bearer, String key, OrdersApi.NewOrder order) {
        return call(() -> api.place(bearer, key, order));
    }

    @Retry(maxRetries = 1, delay = 300, jitter = 100, retryOn = NoAnswer.class)
    Order cancel(String bearer, String key, String orderNo) {
        return call(() -> api.cancel(bearer, key, orderNo));
    }

    @Retry(maxRetries = 1, delay = 300, jitter = 100, retryOn = NoAnswer.class)
    Payment payAgain(String bearer, String key, String orderNo) {
        return call(() -> api.payAgain(bearer, key, orderNo));
    }

    <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (WebApplicationException e) {
            throw sort(e);
        } catch (ProcessingException e) {
            throw new NoAnswer(e);
        }
    }

    private RuntimeException sort(WebApplicationException e) {
        Response response = e.getResponse();
        int status = response.getStatus();
        ProblemBody problem = read(response);
        if (status >= 500 || status == 429 || problem.is("request-in-flight")) {
            return new NoAnswer(e);
        }
        if (problem.is("price-changed")) {
            return new Rejected(Placed.Why.PRICE_CHANGED, Objects.requireNonNullElse(problem.lines(), List.of()));
        }
        if (problem.is("out-of-stock") || problem.is("unknown-product")) {
            return new Rejected(Placed.Why.OUT_OF_STOCK, Objects.requireNonNullElse(problem.lines(), List.of()));
        }
        String detail = "origin-api answers " + status + " " + problem.type() + ": " + problem.detail();
        return switch (status) {
            case 404 -> new Refusal(Reason.NOT_FOUND, detail, e);
            case 409 -> new Refusal(Reason.CONFLICT, detail, e);
            default -> {
                LOG.errorf("the shop and origin-api disagree: %s", detail);
                yield new Refusal(Reason.INTERNAL, detail, e);
            }
        };
    }

    private ProblemBody read(Response response) {
        ProblemBody none = new ProblemBody(null, null, null);
        try {
            String text = response.readEntity(String.class);
            return text == null || text.isBlank() ? none : json.readValue(text, ProblemBody.class);
        } catch (IOException | ProcessingException | IllegalStateException e) {
            LOG.debugf("an error of origin-api is no problem document: %s", e.getMessage());
            return none;
        }
    }
}
