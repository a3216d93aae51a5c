package dev.naru.shop.platform;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** First in line for every request, also those no resource answers: request id, language, safe headers. */
@ApplicationScoped
class RequestHeaders {
    private static final Pattern REQUEST_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Duration LANGUAGE_COOKIE_LIFE = Duration.ofDays(365);
    private static final int FIRST = 1000;

    private final NaruConfig config;
    private final CookieDomain cookieDomain;
    private final String contentSecurityPolicy;

    RequestHeaders(NaruConfig config, CookieDomain cookieDomain) {
        this.config = config;
        this.cookieDomain = cookieDomain;
        this.contentSecurityPolicy = contentSecurityPolicy(config);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext routing) {
        String requestId = requestId(routing.request().getHeader("X-Request-Id"));
        routing.put(RequestInfo.REQUEST_ID, requestId);
        MDC.put("requestId", requestId);
        routing.put(RequestInfo.LANGUAGE, language(routing));
        MultiMap headers = routing.response().headers();
        headers.set("X-Request-Id", requestId);
        headers.set("X-Naru-Replica", config.replica());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "strict-origin-when-cross-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        headers.set("Content-Security-Policy", contentSecurityPolicy);
        // Whatever says nothing of its own is kept by nobody: pages show who is logged in.
        routing.addHeadersEndHandler(end -> {
            if (!headers.contains("Cache-Control")) {
                headers.set("Cache-Control", "private, no-store");
            }
        });
        routing.next();
    }

    /** The edge's id, or a new one: a client that comes past the edge must not write into the log. */
    static String requestId(@Nullable String received) {
        if (received != null && REQUEST_ID.matcher(received).matches()) {
            return received;
        }
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Language language(RoutingContext routing) {
        Optional<Language> asked = Language.parse(routing.request().getParam("lang"));
        if (asked.isPresent()) {
            cookieDomain.add(
                    routing.response(),
                    Cookie.cookie("lang", asked.get().tag())
                            .setPath("/")
                            .setHttpOnly(true)
                            .setSameSite(CookieSameSite.LAX)
                            .setMaxAge(LANGUAGE_COOKIE_LIFE.toSeconds()));
            return asked.get();
        }
        Cookie kept = routing.request().getCookie("lang");
        return Language.parse(kept == null ? null : kept.getValue()).orElse(Language.KO);
    }

    /**
     * The payment gateway is a form target, and api. on the way to those that are told first: browsers check redirects of a form against
     * form-action too.
     */
    private static String contentSecurityPolicy(NaruConfig config) {
        String api = config.publicApiUrl().toString();
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' " + api
                + "; connect-src 'self' " + api + "; form-action 'self' " + api + " " + config.publicPgUrl()
                + "; base-uri 'none'; frame-ancestors 'none'";
    }
}
