package dev.naru.edge.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** One reading of one file: what was found wrong in it, and which keys it could have had. Owned by one thread. */
final class Reading {
    private static final int MAX_SHOWN = 100;

    private final String file;
    private final List<ConfigError> errors = new ArrayList<>();
    private final List<ConfigWarning> warnings = new ArrayList<>();
    private final Map<String, KeySpec> keys = new TreeMap<>();

    Reading(String file) {
        this.file = file;
    }

    void error(String path, int line, int column, String message) {
        errors.add(new ConfigError(file, path, line, column, message));
    }

    void error(String path, Node node, String message) {
        error(path, line(node), column(node), message);
    }

    void warn(String path, Node node, String message) {
        warnings.add(new ConfigWarning(file, path, line(node), column(node), message));
    }

    void key(KeySpec key) {
        keys.putIfAbsent(key.path(), key);
    }

    /** Every key that was asked for, present or not, by its path; the documentation is tested against it. */
    Map<String, KeySpec> keys() {
        return keys;
    }

    boolean failed() {
        return !errors.isEmpty();
    }

    ConfigResult.Refused refused() {
        List<ConfigError> sorted = new ArrayList<>(errors);
        sorted.sort(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column));
        int hidden = sorted.size() - MAX_SHOWN;
        if (hidden > 0) {
            ConfigError last = sorted.get(MAX_SHOWN - 1);
            sorted = new ArrayList<>(sorted.subList(0, MAX_SHOWN));
            sorted.add(new ConfigError(file, "", last.line(), last.column(), hidden + " more errors follow"));
        }
        return new ConfigResult.Refused(sorted);
    }

    ConfigResult.Loaded loaded(EdgeConfig config) {
        return new ConfigResult.Loaded(config, warnings);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private static int column(Node node) {
        return node.getStartMark().map(Mark::getColumn).orElse(-1) + 1;
    }
}
