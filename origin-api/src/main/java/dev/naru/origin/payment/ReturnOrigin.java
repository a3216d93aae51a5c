package dev.naru.origin.payment;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * A gateway that posts its form lets the buyer's browser navigate here from its own site. The browser names that site in {@code Origin} (or
 * {@code null}), which the CORS filter would refuse with 403, as if a script had called. It is no script's call, and what it says is trusted by
 * its signatures only: so the header is dropped before that filter looks.
 */
@Singleton
class ReturnOrigin {

    private static final String RETURNS = "/pg/return/";
    /** Before Quarkus' CORS filter, which has 300. */
    private static final int PRIORITY = 1_000;

    void register(@Observes Filters filters) {
        filters.register(ReturnOrigin::dropOrigin, PRIORITY);
    }

    private static void dropOrigin(RoutingContext context) {
        if (context.request().path().startsWith(RETURNS)) {
            context.request().headers().remove("Origin");
        }
        context.next();
    }
}
