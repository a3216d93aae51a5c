package dev.naru.edge.config;

/**
 * Something in a valid configuration that is probably not meant, such as an upstream that no route uses. The fields are
 * those of {@link ConfigError}.
 */
public record ConfigWarning(String file, String path, int line, int column, String message) {

    @Override
    public String toString() {
        return Place.of(file, path, line, column) + message;
    }
}
