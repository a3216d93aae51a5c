package dev.naru.shop.platform;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the edge and the browser said about this request, read in one place. */
@RequestScoped
public class RequestInfo {
    static final String REQUEST_ID = "naru.request-id";
    static final String LANGUAGE = "naru.language";

    private final RoutingContext routing;
    private final CookieDomain cookieDomain;

    RequestInfo(RoutingContext routing, CookieDomain cookieDomain) {
        this.routing = routing;
        this.cookieDomain = cookieDomain;
    }

    /** 32 hex characters, the edge's where it sent one. */
    public String requestId() {
        return routing.get(REQUEST_ID, "");
    }

    public Language language() {
        return routing.get(LANGUAGE, Language.KO);
    }

    public String path() {
        return routing.normalizedPath();
    }

    public boolean isRead() {
        return switch (routing.request().method().name()) {
            case "GET", "HEAD" -> true;
            default -> false;
        };
    }

    /** Whether the caller is a browser that shows what it gets, rather than a script that parses it. */
    public boolean wantsPage() {
        String accept = routing.request().getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    /** Whether the browser's side of the edge is TLS. */
    public boolean isSecure() {
        return "https".equalsIgnoreCase(routing.request().getHeader("X-Forwarded-Proto"));
    }

    /** The client's address as the edge saw it; without an edge, the peer's. */
    public String clientAddress() {
        HttpServerRequest request = routing.request();
        String real = request.getHeader("X-Real-IP");
        if (real != null && !real.isBlank()) {
            return real.strip();
        }
        return request.remoteAddress() == null
                ? "unknown"
                : String.valueOf(request.remoteAddress().hostAddress());
    }

    public @Nullable String header(String name) {
        return routing.request().getHeader(name);
    }

    public @Nullable String cookie(String name) {
        Cookie cookie = routing.request().getCookie(name);
        return cookie == null ? null : cookie.getValue();
    }

    /** Sets a cookie no script can read, for all hosts of the shop. */
    public void setCookie(String name, String value, Duration maxAge) {
        cookieDomain.add(
                routing.response(),
                Cookie.cookie(name, value)
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.LAX)
                        .setSecure(isSecure())
                        .setMaxAge(maxAge.toSeconds()));
    }

    /** What the features remember for the length of this request. */
    public <T> Optional<T> recall(Class<T> type) {
        return Optional.ofNullable(routing.<T>get(type.getName()));
    }

    public <T> void remember(Class<T> type, T value) {
        routing.put(type.getName(), value);
    }
}
