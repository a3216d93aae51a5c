package dev.naru.edge.config;

import java.util.List;

/** What reading a configuration gave: all of it, or all that is wrong with it. */
public sealed interface ConfigResult {

    /** A valid configuration. */
    record Loaded(EdgeConfig config, List<ConfigWarning> warnings) implements ConfigResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A configuration that must not be used.
     *
     * @param errors in the order of the file; at least one, at most 100 and then one that counts the rest
     */
    record Refused(List<ConfigError> errors) implements ConfigResult {
        public Refused {
            errors = List.copyOf(errors);
        }
    }
}
