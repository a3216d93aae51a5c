package dev.naru.shop.platform;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The Domain attribute: www. and m. share their cookies, so it is the shop's and not the host's. */
@ApplicationScoped
class CookieDomain {
    private final Optional<String> domain;

    CookieDomain(NaruConfig config) {
        this.domain = of(config.cookieDomain(), config.publicWwwUrl().getHost());
    }

    /** {@code www.shop.localhost} gives {@code shop.localhost}; an address or a single label gives a host-only cookie. */
    static Optional<String> of(Optional<String> configured, String wwwHost) {
        if (configured.isPresent()) {
            return configured.filter(name -> !name.equals("none"));
        }
        int dot = wwwHost.indexOf('.');
        boolean hasParent = wwwHost.startsWith("www.") && wwwHost.indexOf('.', dot + 1) > 0;
        return hasParent ? Optional.of(wwwHost.substring(dot + 1)) : Optional.empty();
    }

    void add(HttpServerResponse response, Cookie cookie) {
        domain.ifPresent(cookie::setDomain);
        response.addCookie(cookie);
    }
}
