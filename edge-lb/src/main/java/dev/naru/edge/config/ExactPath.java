package dev.naru.edge.config;

/** Takes this path only. */
public record ExactPath(String path) implements PathMatch {
    @Override
    public int captures() {
        return 0;
    }

    @Override
    public boolean takes(String other) {
        return other.equals(path);
    }
}
