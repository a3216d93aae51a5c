package dev.naru.pgsim.platform;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** Gives every request an id (the edge's, when well formed), and every answer the id, the replica and safe headers. */
@Singleton
public final class RequestIds {
    /** Request header, answer header, and the key in {@link RoutingContext} and logs is {@code requestId}. */
    public static final String HEADER = "X-Request-Id";

    private static final String KEY = "requestId";
    private static final Pattern WELL_FORMED = Pattern.compile("[0-9a-f]{32}");
    private static final int BEFORE_EVERYTHING = 10_000;

    private final PgSimConfig config;

    RequestIds(PgSimConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, BEFORE_EVERYTHING);
    }

    /** The id of the request behind this context. */
    public static String of(RoutingContext context) {
        String id = context.get(KEY);
        return id == null ? "" : id;
    }

    private void filter(RoutingContext context) {
        String sent = context.request().getHeader(HEADER);
        String id = sent != null && WELL_FORMED.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString().replace("-", "");
        context.put(KEY, id);
        MDC.put(KEY, id);
        context.response()
                .putHeader(HEADER, id)
                .putHeader("X-Naru-Replica", config.replica())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        context.next();
    }
}
