package dev.naru.edge.config;

import org.jspecify.annotations.Nullable;

/** Reads a proxy action's {@code rewrite}. */
final class Rewrites {
    private static final int MAX_BYTES = 1024;

    private Rewrites() {}

    static RewriteConfig rewrite(Section s, PathMatch path) {
        String prefix = s.optional("prefix", Rewrites::prefix);
        Template to = s.optional("to", text -> to(text, path.captures()));
        Template query = s.optional("query", text -> query(text, path.captures()));
        boolean location = s.flag("location", false);
        if (s.has("prefix") && s.has("to")) {
            s.refuse("expected either prefix or to, found both");
        }
        if (!s.has("prefix") && !s.has("to") && !s.has("query")) {
            s.refuse("expected prefix, to or query, found none of them");
        }
        if (prefix != null && !(path instanceof PrefixPath)) {
            s.refuse("prefix", "replaces the path of a prefix route, but the route's is " + path.path() + "; use to");
        }
        if (location && prefix == null) {
            s.refuse("location", "only a rewrite of the prefix can be taken back; use prefix");
        }
        return new RewriteConfig(prefix == null ? "" : prefix, to, query, location);
    }

    private static String prefix(String text) {
        refuseOtherSites(text);
        if (!PathPatterns.plain(text).endsWith("/")) {
            throw Texts.expected("a path that ends in a slash, as the prefix that it replaces", text);
        }
        return text;
    }

    private static Template to(String text, int captures) {
        refuseOtherSites(text);
        if (!text.startsWith("/") || !isTarget(text) || text.indexOf('?') >= 0) {
            throw Texts.expected(
                    "a path of at most " + MAX_BYTES + " bytes of ASCII (its query goes into query)", text);
        }
        return Template.parse(text, Template.NONE, captures);
    }

    private static @Nullable Template query(String text, int captures) {
        if (!isTarget(text) || text.startsWith("?")) {
            throw Texts.expected("a query of at most " + MAX_BYTES + " bytes of ASCII, without question mark", text);
        }
        return Template.parse(text, Template.NONE, captures);
    }

    private static boolean isTarget(String text) {
        return Texts.isVisibleAscii(text) && text.indexOf('#') < 0 && text.length() <= MAX_BYTES;
    }

    private static void refuseOtherSites(String text) {
        if (text.contains("://") || text.startsWith("//")) {
            throw Texts.expected("a path of the upstream; a rewrite cannot leave the site (use redirect)", text);
        }
    }
}
