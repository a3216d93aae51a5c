package dev.naru.edge.config;

/**
 * Takes every path that starts with this one.
 *
 * @param path ends in {@code /}
 * @param beforeRegex whether no regex is asked when this is the longest prefix, as nginx's {@code ^~}; default false
 */
public record PrefixPath(String path, boolean beforeRegex) implements PathMatch {
    @Override
    public int captures() {
        return 0;
    }

    @Override
    public boolean takes(String other) {
        return other.startsWith(path);
    }
}
