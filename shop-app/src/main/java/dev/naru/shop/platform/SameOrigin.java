package dev.naru.shop.platform;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses writes that another site's page makes a browser send, without tokens in forms.
 *
 * <p>The rule is that of Go's {@code http.CrossOriginProtection}: {@code Sec-Fetch-Site} decides where the browser sends it,
 * else {@code Origin} must name the host that was asked. A request with neither comes from no browser of the last years, so
 * it carries no other person's cookie. A sister host such as {@code api.} is another origin and is refused.
 */
class SameOrigin {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext context, HttpServerRequest request) {
        if (SAFE_METHODS.contains(context.getMethod())) {
            return;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        if (!isAllowed(site, origin, request.getHeader("Host"))) {
            throw new Refusal(
                    Reason.CROSS_ORIGIN,
                    "This form was sent from another site (Sec-Fetch-Site " + site + ", Origin " + origin
                            + "). Open the shop and send it from there.");
        }
    }

    static boolean isAllowed(@Nullable String site, @Nullable String origin, @Nullable String host) {
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        if (origin != null) {
            return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
        }
        return true;
    }
}
