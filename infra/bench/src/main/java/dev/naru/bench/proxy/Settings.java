package dev.naru.bench.proxy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Changes single values of a YAML document. */
final class Settings {

    private Settings() {}

    /** Sets each {@code a.b.c} to its value, which is read as YAML; mappings on the way are made when they are missing. */
    static String apply(String yaml, Map<String, String> settings) {
        if (settings.isEmpty()) {
            return yaml; // with its comments
        }
        Load load = new Load(LoadSettings.builder().build());
        Map<String, Object> root = mapping(load.loadFromString(yaml), "the document");
        settings.forEach((path, value) -> set(root, path, load.loadFromString(value)));
        return new Dump(DumpSettings.builder().build()).dumpToString(root);
    }

    private static void set(Map<String, Object> root, String path, Object value) {
        Map<String, Object> at = root;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            at = mapping(at.computeIfAbsent(keys[i], key -> new LinkedHashMap<String, Object>()), path);
        }
        at.put(keys[keys.length - 1], value);
    }

    @SuppressWarnings("unchecked") // the keys of a configuration are strings
    private static Map<String, Object> mapping(Object node, String path) {
        if (node instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("--edge-variant: " + path + " leads through a value that is no mapping");
    }
}
