package dev.naru.edge.config;

/**
 * Why a configuration is refused.
 *
 * @param file as the reader was given it, or {@code edge.yaml} for a text
 * @param path where in the tree, such as {@code upstreams[0].groups[1].servers[0].address}; empty for the whole file
 * @param line from 1; 0 when the file could not be read at all
 * @param column from 1; 0 when the file could not be read at all
 * @param message what was expected and what was found
 */
public record ConfigError(String file, String path, int line, int column, String message) {

    /** One line, {@code edge.yaml:12:7: upstreams[0].name: expected …, found …}, in the form that editors jump to. */
    @Override
    public String toString() {
        return Place.of(file, path, line, column) + message;
    }
}
