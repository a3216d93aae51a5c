package dev.naru.edge.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code sites}: a host belongs to one of them, and at most one is the default. */
final class SiteReader {
    private static final int MAX_PAGE_BYTES = 65_536;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final int YEAR_SECONDS = 31_536_000;

    private final RouteReader routes;
    private final NearbyFiles files;
    private final boolean tlsAnywhere;
    private final Names names = new Names();
    private final Map<String, String> hostOwners = new HashMap<>();
    private @Nullable String defaultSite;

    /** @param tlsAnywhere whether a listener terminates TLS */
    SiteReader(RouteReader routes, NearbyFiles files, boolean tlsAnywhere) {
        this.routes = routes;
        this.files = files;
        this.tlsAnywhere = tlsAnywhere;
    }

    SiteConfig site(Section s) {
        String name = s.name();
        names.claim(s, "name", name);
        List<String> hosts = s.texts("hosts", text -> host(text, s.path()));
        boolean isDefault = s.flag("default", false);
        if (isDefault && defaultSite != null) {
            s.refuse("default", "there is a default site already, " + defaultSite);
        } else if (isDefault) {
            defaultSite = s.path();
        } else if (!s.has("hosts")) {
            s.refuse("the site has no hosts and is not the default, so no request could reach it");
        }
        HeadersConfig headers = Objects.requireNonNullElse(s.section("headers", Headers::read), HeadersConfig.NONE);
        List<ErrorPageConfig> pages = s.sections("errorPages", this::errorPage);
        HstsConfig hsts = s.section("hsts", this::hsts);
        List<RouteConfig> own = routes.routes(s, hosts, headers);
        if (hsts != null
                && Stream.concat(Stream.of(headers), own.stream().map(RouteConfig::headers))
                        .anyMatch(edits -> edits.response().mentions("Strict-Transport-Security"))) {
            s.refuse("hsts", "headers.response of the site or a route writes Strict-Transport-Security too; keep one");
        }
        return new SiteConfig(name, hosts, isDefault, hsts, own, headers, pages);
    }

    private ErrorPageConfig errorPage(Section s) {
        return new ErrorPageConfig(
                s.integers("statuses", 400, 599),
                s.texts("outcomes", SiteReader::outcome),
                s.optional("contentType", "text/html; charset=utf-8", Actions::headerValue),
                s.required("file", "", text -> page(files.text(text, MAX_PAGE_BYTES), text)));
    }

    private static String page(String content, String file) {
        Matcher placeholder = PLACEHOLDER.matcher(content);
        while (placeholder.find()) {
            if (!ErrorPageConfig.PLACEHOLDERS.contains(placeholder.group(1))) {
                throw new IllegalArgumentException("the file " + file + " has an unknown placeholder "
                        + Texts.quote(placeholder.group())
                        + Suggestion.among(ErrorPageConfig.PLACEHOLDERS, placeholder.group(1)));
            }
        }
        return content;
    }

    private static String outcome(String text) {
        if (!ErrorPageConfig.OUTCOMES.contains(text)) {
            throw new IllegalArgumentException(
                    "no outcome is named " + Texts.quote(text) + Suggestion.among(ErrorPageConfig.OUTCOMES, text));
        }
        return text;
    }

    private HstsConfig hsts(Section s) {
        HstsConfig hsts = new HstsConfig(
                s.integer("maxAgeSeconds", YEAR_SECONDS, 0, 2 * YEAR_SECONDS),
                s.flag("includeSubDomains", false),
                s.flag("preload", false));
        if (!tlsAnywhere) {
            s.warn("maxAgeSeconds", "no listener has tls, so browsers are never told");
        }
        if (hsts.preload() && hsts.maxAgeSeconds() < YEAR_SECONDS) {
            s.warn("preload", "the browsers' lists want a maxAgeSeconds of at least " + YEAR_SECONDS + " (a year)");
        }
        if (hsts.preload() && !hsts.includeSubDomains()) {
            s.warn("preload", "the browsers' lists want includeSubDomains");
        }
        return hsts;
    }

    private String host(String text, String site) {
        String host = HostPatterns.parse(text);
        String owner = hostOwners.putIfAbsent(host, site);
        if (owner != null && !owner.equals(site)) {
            throw new IllegalArgumentException(Texts.quote(host) + " belongs to " + owner + " already");
        }
        return host;
    }
}
