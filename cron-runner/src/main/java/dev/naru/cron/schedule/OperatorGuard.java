package dev.naru.cron.schedule;

import dev.naru.cron.platform.CronConfig;
import dev.naru.cron.platform.Refusal;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/**
 * Keeps other people's pages from pressing the buttons. The page has no login: it is for operators on this host. A
 * browser's {@code Origin} must be this page's own, and the host name one that no stranger's DNS can point here.
 */
@Singleton
final class OperatorGuard {
    private final List<String> hosts;

    OperatorGuard(CronConfig config) {
        hosts = config.operatorHosts();
    }

    /** Throws a {@link Refusal} (403) when the request may come from a foreign page. */
    void require(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host().toLowerCase(Locale.ROOT);
        if (!local(host)) {
            throw new Refusal(
                    403,
                    "foreign-host",
                    "Forbidden",
                    "Open the page as localhost or by IP address, or add '%s' to NARU_OPERATOR_HOSTS.".formatted(host));
        }
        String origin = request.getHeader("Origin");
        String own = request.scheme() + "://" + request.getHeader("Host");
        if (origin != null && !origin.equalsIgnoreCase(own)) {
            throw new Refusal(
                    403,
                    "foreign-origin",
                    "Forbidden",
                    "The button works only on this page itself, not from " + origin + ".");
        }
    }

    private boolean local(String host) {
        boolean address = host.matches("[0-9.]+") || host.startsWith("[") || host.contains(":");
        return address || host.equals("localhost") || host.endsWith(".localhost") || hosts.contains(host);
    }
}
