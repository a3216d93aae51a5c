package dev.naru.origin.platform;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Gives every request an id (the edge's, else a new one) and every answer the id, the replica's name and safe headers. */
@ApplicationScoped
class RequestTrace {

    static final String REQUEST_ID = "X-Request-Id";
    static final String REPLICA = "X-Naru-Replica";

    /** Before authentication and CORS, so that their refusals are traced too. */
    private static final int FIRST = 1000;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final String replica;

    RequestTrace(NaruConfig config) {
        this.replica = config.replica();
    }

    void register(@Observes Filters filters) {
        filters.register(this::trace, FIRST);
    }

    private void trace(RoutingContext context) {
        HttpServerRequest request = context.request();
        String id = known(request.getHeader(REQUEST_ID));
        // Later readers (problems, access log) find it where the edge would have put it.
        request.headers().set(REQUEST_ID, id);
        MDC.put("requestId", id);
        context.response()
                .putHeader(REQUEST_ID, id)
                .putHeader(REPLICA, replica)
                .putHeader("X-Content-Type-Options", "nosniff");
        context.next();
    }

    private static String known(@Nullable String id) {
        return id != null && ID.matcher(id).matches() ? id : random();
    }

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
