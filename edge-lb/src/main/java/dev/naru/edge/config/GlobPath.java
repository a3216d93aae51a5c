package dev.naru.edge.config;

import com.google.re2j.Pattern;

/**
 * A regex written short: {@code *} is any run of characters within a segment, {@code **} across segments, {@code ?} one
 * character within a segment; each {@code *} and {@code **} is a capture. It stands for the whole path.
 *
 * @param path the glob
 * @param pattern the regex it stands for
 */
public record GlobPath(String path, Pattern pattern) implements PathMatch {
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
