package dev.naru.bench.proxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way to run edge-lb, to compare our own settings or builds.
 *
 * @param name what results call it
 * @param settings values of edge.yaml by dotted path, such as {@code runtime.transport}
 * @param jvmArguments added behind the others
 * @param jar another build; null = the default one
 * @param unixBackEnd whether it reaches the back end by its Unix socket
 */
public record EdgeVariant(
        String name,
        Map<String, String> settings,
        List<String> jvmArguments,
        @Nullable Path jar,
        boolean unixBackEnd) {

    /** The settings that edge-lb has by default. */
    public static final EdgeVariant DEFAULT = new EdgeVariant("edge", Map.of(), List.of(), null, false);

    public EdgeVariant {
        settings = Map.copyOf(settings);
        jvmArguments = List.copyOf(jvmArguments);
    }

    /**
     * Parses {@code name=item,item…}; an item is {@code path.in.yaml=value}, a JVM argument that starts with {@code -},
     * {@code jar=FILE} or {@code back-end=unix}. Throws IllegalArgumentException that says what was expected.
     */
    public static EdgeVariant parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new IllegalArgumentException(
                    "--edge-variant: expected name=path.in.yaml=value, name=-XX:Flag or name=jar=FILE, found " + text);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> jvmArguments = new ArrayList<>();
        Path jar = null;
        boolean unixBackEnd = false;
        for (String item : text.substring(equals + 1).split(",", -1)) {
            int separator = item.indexOf('=');
            if (item.startsWith("-")) {
                jvmArguments.add(item);
            } else if (separator < 1) {
                throw new IllegalArgumentException("--edge-variant: expected key=value, found " + item);
            } else if (item.equals("back-end=unix")) {
                unixBackEnd = true;
            } else if (item.startsWith("jar=")) {
                jar = Path.of(item.substring(separator + 1)).toAbsolutePath();
            } else {
                settings.put(item.substring(0, separator), item.substring(separator + 1));
            }
        }
        return new EdgeVariant(text.substring(0, equals), settings, jvmArguments, jar, unixBackEnd);
    }
}
