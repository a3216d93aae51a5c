package dev.naru.edge.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.naru.edge.config.ExactPath;
import dev.naru.edge.config.GlobPath;
import dev.naru.edge.config.PathMatch;
import dev.naru.edge.config.PrefixPath;
import dev.naru.edge.config.RegexPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which paths a route takes, compiled. Immutable. */
public final class RoutePath {
    /** How a pattern is compared with a path. */
    public enum Kind {
        EXACT("exact"),
        PREFIX("prefix"),
        GLOB("glob"),
        REGEX("regex");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private final Kind kind;
    private final String pattern;
    private final boolean beforeRegex;
    private final @Nullable Pattern regex;
    /** Of a regex: what every path it takes begins with, so that most paths need not run it. */
    private final byte[] start;

    private RoutePath(Kind kind, String pattern, boolean beforeRegex, @Nullable Pattern regex, String start) {
        this.kind = kind;
        this.pattern = pattern;
        this.beforeRegex = beforeRegex;
        this.regex = regex;
        this.start = start.getBytes(StandardCharsets.US_ASCII);
    }

    static RoutePath of(PathMatch match) {
        return switch (match) {
            case ExactPath exact -> new RoutePath(Kind.EXACT, exact.path(), false, null, exact.path());
            case PrefixPath prefix ->
                new RoutePath(Kind.PREFIX, prefix.path(), prefix.beforeRegex(), null, prefix.path());
            case GlobPath glob -> new RoutePath(Kind.GLOB, glob.path(), false, glob.pattern(), glob.literal());
            case RegexPath expr -> new RoutePath(Kind.REGEX, expr.path(), false, expr.pattern(), expr.literal());
        };
    }

    public Kind kind() {
        return kind;
    }

    /** As configured. */
    public String pattern() {
        return pattern;
    }

    /** Whether no regex is asked when this is the longest prefix. */
    public boolean beforeRegex() {
        return beforeRegex;
    }

    boolean runs() {
        return regex != null;
    }

    /** Whether it takes the path, whatever other routes there are. A regex allocates. */
    public boolean takes(Asked asked) {
        byte[] path = asked.request.path;
        int from = asked.request.pathStart;
        int to = asked.request.pathEnd;
        if (kind == Kind.EXACT) {
            return Arrays.equals(path, from, to, start, 0, start.length);
        }
        boolean starts = to - from >= Math.max(1, start.length)
                && path[from] == '/' // the asterisk of OPTIONS is no path
                && Arrays.equals(path, from, from + start.length, start, 0, start.length);
        Pattern expression = regex;
        return starts && (expression == null || expression.matcher(asked.path()).find());
    }

    /** What its captures hold for a path that it takes; null when it has none. */
    @Nullable
    Matcher captures(Asked asked) {
        Pattern expression = regex;
        if (expression == null) {
            return null;
        }
        Matcher matcher = expression.matcher(asked.path());
        return matcher.find() ? matcher : null;
    }

    /** {@code prefix /files/}, {@code exact /files}, {@code regex ^/p/(\d+)$}. */
    @Override
    public String toString() {
        return kind.word + " " + pattern + (beforeRegex ? " (before regexes)" : "");
    }
}
