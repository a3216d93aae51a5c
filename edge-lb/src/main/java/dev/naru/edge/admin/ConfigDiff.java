package dev.naru.edge.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a configuration file differs from what is served.
 *
 * @param errors why the file cannot be served; then {@code file} is empty
 * @param file what a reload would change
 * @param overrides what operators and deployments changed, whatever the file says
 */
public record ConfigDiff(List<String> errors, List<Difference> file, List<Difference> overrides) {
    /**
     * One key.
     *
     * @param key its path, items of lists by their names: {@code upstreams[shop].groups[prod1].weight}
     * @param running its value as it is served; null when it is not there
     * @param file its value in the file; null when it is not there
     */
    public record Difference(
            String key, @Nullable String running, @Nullable String file) {}

    public ConfigDiff {
        errors = List.copyOf(errors);
        file = List.copyOf(file);
        overrides = List.copyOf(overrides);
    }

    /** Whether what is served is what the file says. */
    public boolean equal() {
        return errors.isEmpty() && file.isEmpty() && overrides.isEmpty();
    }
}
