package dev.naru.edge.config;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the actions that the edge performs by itself. */
final class Actions {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Map<String, String> SCHEMES = Map.of("http", "http", "https", "https");
    private static final Pattern AUTHORITY = Pattern.compile("^https?://(.*?)(?=[/?#]|\\$request_uri|$)");
    private static final int MAX_LOCATION_BYTES = 2048;
    private static final int MAX_BODY_BYTES = 65_536;

    private Actions() {}

    static RedirectConfig redirect(Section s, PathMatch path) {
        int status = s.integer("status", 301, 308);
        if (!REDIRECTS.contains(status)) {
            s.refuse("status", "expected 301, 302, 303, 307 or 308, found " + status);
        }
        RedirectTarget location = s.optional("location", text -> location(text, path.captures()));
        String scheme = s.choice("scheme", "", SCHEMES);
        int port = s.integer("port", scheme.equals("http") ? 80 : 443, 1, 65_535);
        if (s.has("location") == s.has("scheme")) {
            s.refuse("expected either location or scheme, found " + (s.has("location") ? "both" : "neither"));
        }
        if (s.has("port") && !s.has("scheme")) {
            s.refuse("port", "goes with scheme only");
        }
        return new RedirectConfig(status, location == null ? new RedirectTarget.SameUrl(scheme, port) : location);
    }

    static RespondConfig respond(Section s) {
        int status = s.integer("status", 200, 599);
        String body = s.optional("body", "", Actions::body);
        if (!body.isEmpty() && (status == 204 || status == 205 || status == 304)) {
            s.refuse("body", "an answer with status " + status + " has none");
        }
        return new RespondConfig(
                status, body, s.optional("contentType", "text/plain; charset=utf-8", Actions::headerValue));
    }

    private static RedirectTarget location(String text, int captures) {
        boolean absolute = text.startsWith("https://") || text.startsWith("http://") || text.startsWith("/");
        if (!absolute || !Texts.isVisibleAscii(text) || text.length() > MAX_LOCATION_BYTES) {
            throw Texts.expected(
                    "an http or https URL or a path, in at most " + MAX_LOCATION_BYTES + " bytes of ASCII", text);
        }
        Matcher authority = AUTHORITY.matcher(text);
        if (authority.find() && authority.group(1).isEmpty()) {
            throw Texts.expected("a host after ://", text);
        }
        if (authority.find(0) && authority.group(1).matches(".*\\$[0-9].*")) {
            throw Texts.expected(
                    "a host without captures (a client could lead others anywhere); put a slash before the capture",
                    text);
        }
        Template template = Template.parse(text, Template.OF_LOCATIONS, captures);
        return template.fixed() ? new RedirectTarget.Fixed(template.start()) : new RedirectTarget.Composed(template);
    }

    private static String body(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BODY_BYTES) {
            throw new IllegalArgumentException("expected at most " + MAX_BODY_BYTES + " bytes, found " + bytes);
        }
        return text;
    }

    static String headerValue(String text) {
        boolean plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (!plain || text.isBlank() || text.length() > 256) {
            throw Texts.expected("a header value of 1 to 256 bytes of ASCII", text);
        }
        return text;
    }
}
