package dev.naru.edge.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The texts of routes' paths. Requests are matched by their normalised path (RFC 3986 section 6.2.2: no dot segments,
 * unreserved characters plain, escapes in upper case), so a pattern of another form could never match, and is refused.
 */
final class PathPatterns {
    private static final int MAX_BYTES = 1024;
    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(/|$)");
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-F]{2})");
    private static final Pattern UNRESERVED_ESCAPE =
            Pattern.compile("%(4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|3[0-9]|2D|2E|5F|7E)");

    private PathPatterns() {}

    /** A prefix when it ends in a slash, else an exact path. */
    static PathMatch parse(String text) {
        return text.endsWith("/") ? new PrefixPath(plain(text), false) : new ExactPath(plain(text));
    }

    /** A path in normal form. */
    static String plain(String text) {
        check(text);
        if (text.indexOf('*') >= 0) {
            throw Texts.expected("a path without wildcard (a slash at the end takes all below; glob takes *)", text);
        }
        return text;
    }

    static GlobPath glob(String text) {
        check(text.replace('?', '*')); // a question mark is a wildcard here, and no query
        return new GlobPath(text, Regexes.glob(text));
    }

    static RegexPath regex(String text) {
        return new RegexPath(text, Regexes.compile(text));
    }

    /** A path with or without a query, for requests that the edge makes itself. */
    static String target(String text) {
        if (!text.startsWith("/") || !Texts.isVisibleAscii(text) || text.length() > MAX_BYTES) {
            throw Texts.expected("a path such as /q/health/ready, in at most " + MAX_BYTES + " bytes of ASCII", text);
        }
        return text;
    }

    private static void check(String text) {
        if (!text.startsWith("/")) {
            throw Texts.expected("a path that starts with a slash, such as /files/ (all below it) or /files", text);
        }
        if (!Texts.isVisibleAscii(text)) {
            throw Texts.expected("a path in ASCII, " + escape(text), text);
        }
        if (text.length() > MAX_BYTES) {
            throw Texts.expected("a path of at most " + MAX_BYTES + " bytes", text);
        }
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw Texts.expected("a path without query and fragment", text);
        }
        if (DOT_SEGMENT.matcher(text).find()) {
            throw Texts.expected("a path without . and .. segments (requests have them removed)", text);
        }
        if (BAD_ESCAPE.matcher(text).find()) {
            throw Texts.expected("two upper-case hexadecimal digits after each %", text);
        }
        if (UNRESERVED_ESCAPE.matcher(text).find()) {
            throw Texts.expected("letters, digits and -._~ without escape (requests have theirs decoded)", text);
        }
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0x20 && b < 0x7f;
            escaped.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return escaped.toString();
    }
}
