package dev.naru.shop.platform;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Dev only: makes this replica a bad release on purpose, failing or slow, to see a deployment find that and roll back. Health checks stay well: that is what makes it hard. */
@ApplicationScoped
class BadRelease {
    private static final Logger LOG = Logger.getLogger(BadRelease.class);
    private static final int AFTER_HEADERS = 900;

    private final NaruConfig config;

    BadRelease(NaruConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        NaruConfig.Bad bad = config.bad();
        if (config.dev() && (bad.failPercent() > 0 || bad.slowMs() > 0)) {
            LOG.warnf("a bad release on purpose: %d %% fail, %d ms slower", bad.failPercent(), bad.slowMs());
            filters.register(this::handle, AFTER_HEADERS);
        }
    }

    private void handle(RoutingContext routing) {
        if (routing.request().path().startsWith("/q/")) {
            routing.next();
        } else if (config.bad().slowMs() > 0) {
            routing.vertx().setTimer(config.bad().slowMs(), timer -> answer(routing));
            routing.request().pause();
        } else {
            answer(routing);
        }
    }

    private void answer(RoutingContext routing) {
        routing.request().resume();
        if (ThreadLocalRandom.current().nextInt(100) < config.bad().failPercent()) {
            routing.response().setStatusCode(500).end("a bad release, on purpose\n");
        } else {
            routing.next();
        }
    }
}
