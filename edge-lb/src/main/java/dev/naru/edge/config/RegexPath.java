package dev.naru.edge.config;

import com.google.re2j.Pattern;

/**
 * Takes every path in which the expression is found (RE2 syntax, linear time; not anchored unless it says so, as in
 * nginx).
 *
 * @param path the expression
 * @param pattern compiled
 */
public record RegexPath(String path, Pattern pattern) implements PathMatch {
    @Override
    public int captures() {
        return pattern.groupCount();
    }

    @Override
    public boolean takes(String other) {
        return pattern.matcher(other).find();
    }

    /** What every path that it takes begins with; empty when nothing is certain. */
    public String literal() {
        return RegexShape.of(pattern).literal();
    }
}
