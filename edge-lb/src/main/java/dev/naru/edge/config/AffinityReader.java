package dev.naru.edge.config;

import dev.naru.edge.config.AffinityConfig.By;
import dev.naru.edge.config.AffinityConfig.Cookie;
import dev.naru.edge.config.AffinityConfig.SameSite;
import dev.naru.edge.config.AffinityConfig.To;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code affinity} of a route. */
final class AffinityReader {
    private static final String USUAL_COOKIE = "LBSESSIONID";
    private static final int MAX_AGE_S = 365 * 24 * 3600;

    private final NearbyFiles files;

    AffinityReader(NearbyFiles files) {
        this.files = files;
    }

    AffinityConfig affinity(Section s) {
        By by = s.choice("by", By.COOKIE);
        String name = s.optional("name", BalanceReader::token);
        To to = s.choice("to", To.GROUP);
        Path keyFile = s.optional("keyFile", this::keys);
        String path = s.optional("path", "/", AffinityReader::path);
        int maxAge = s.integer("maxAgeS", 0, 0, MAX_AGE_S);
        SameSite sameSite = s.choice("sameSite", SameSite.LAX);
        if (by == By.HEADER && !s.has("name")) {
            s.refuse("name", "the key is required with  by: header  and missing");
        } else if (by == By.ADDRESS && s.has("name")) {
            s.refuse("name", "goes with  by: cookie  or  by: header  only");
        }
        if (by != By.COOKIE) {
            for (String key : List.of("keyFile", "path", "maxAgeS", "sameSite")) {
                if (s.has(key)) {
                    s.refuse(key, "goes with  by: cookie  only");
                }
            }
            return new AffinityConfig(by, name == null ? "" : name.toLowerCase(Locale.ROOT), to, null);
        }
        if (!s.has("keyFile")) {
            s.refuse("keyFile", "the key is required with  by: cookie  and missing");
        }
        Cookie cookie = new Cookie(keyFile == null ? Path.of("") : keyFile, path, maxAge, sameSite);
        return new AffinityConfig(by, name == null ? USUAL_COOKIE : name, to, cookie);
    }

    private Path keys(String text) {
        Path file = files.readable(text);
        HmacKeys.read(file);
        return file;
    }

    private static String path(String text) {
        if (!text.startsWith("/") || !Texts.isVisibleAscii(text) || text.contains(";") || text.length() > 256) {
            throw Texts.expected("a path of at most 256 bytes of ASCII", text);
        }
        return text;
    }

    /** What contradicts itself only when the whole route, or its whole site, is known. */
    static final class Site {
        private final Map<String, String> serverCookies = new HashMap<>();

        /** @param groups of the route's upstream; 0 when the route has none */
        void check(Section route, @Nullable AffinityConfig affinity, String upstream, int groups) {
            if (affinity == null) {
                return;
            }
            if (upstream.isEmpty()) {
                route.refuse("affinity", "goes with proxy only");
            } else if (affinity.to() == To.GROUP && groups == 1) {
                route.warn(
                        "affinity",
                        "has no effect: the upstream " + Texts.quote(upstream)
                                + " has one group only; give it groups, or stay  to: server");
            }
            Cookie cookie = affinity.cookie();
            if (cookie != null && affinity.to() == To.SERVER) {
                String other = serverCookies.putIfAbsent(affinity.name(), upstream);
                if (other != null && !other.equals(upstream)) {
                    route.refuse(
                            "affinity",
                            "the cookie " + affinity.name() + " names servers of " + Texts.quote(other)
                                    + " already, on another route of this site; give this one a name of its own");
                }
            }
        }
    }
}
