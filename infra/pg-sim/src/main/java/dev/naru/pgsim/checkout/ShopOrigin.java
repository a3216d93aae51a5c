package dev.naru.pgsim.checkout;

import dev.naru.pgsim.platform.PgSimConfig;
import dev.naru.pgsim.platform.Refusal;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The only origin a buyer is sent back to. Without this check the window would be an open redirector. */
@Singleton
final class ShopOrigin {
    private static final int MAX_URL_CHARS = 2_000;

    private final String api;
    private final String formTargets;

    ShopOrigin(PgSimConfig config) {
        String configured = config.publicUrls().apiUrl();
        String origin = origin(configured);
        if (origin == null) {
            throw new IllegalStateException("NARU_PUBLIC_API_URL is not an http(s) URL: " + configured);
        }
        api = origin;
        formTargets = api + " " + config.publicUrls().wwwUrl();
    }

    /** Origins that a form of the window may end at, for the Content-Security-Policy. */
    String formTargets() {
        return formTargets;
    }

    /** Throws a {@link Refusal} (400) unless {@code url} lies on the shop's API. */
    void require(String name, String url) {
        if (url.length() > MAX_URL_CHARS || !api.equals(origin(url))) {
            throw Refusal.badRequest(
                    "%s must be a URL of at most %d characters on %s, the shop's API (NARU_PUBLIC_API_URL)."
                            .formatted(name, MAX_URL_CHARS, api));
        }
    }

    private static @Nullable String origin(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                return null;
            }
            int standard = scheme.equals("https") ? 443 : 80;
            String port = uri.getPort() < 0 || uri.getPort() == standard ? "" : ":" + uri.getPort();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
