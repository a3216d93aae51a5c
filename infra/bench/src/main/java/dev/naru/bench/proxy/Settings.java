package dev.naru.bench.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Changes single values of a YAML document. */
final class Settings {

    private Settings() {}

    /** Sets each {@code a.b.c} to its value, which is read as YAML; mappings on the way are made when they are missing; a number is an element of a list. */
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
            Object next = at.computeIfAbsent(keys[i], key -> new LinkedHashMap<String, Object>());
            if (next instanceof List<?> list && i + 2 < keys.length) {
                next = element(list, keys[++i], path);
            }
            at = mapping(next, path);
        }
        at.put(keys[keys.length - 1], value);
    }

    private static Object element(List<?> list, String index, String path) {
        if (!index.matches("\\d{1,4}") || Integer.parseInt(index) >= list.size()) {
            throw new IllegalArgumentException("--edge-variant: " + path + " leads through a list of " + list.size()
                    + ": expected a number from 0, found " + index);
        }
        return list.get(Integer.parseInt(index));
    }

    @SuppressWarnings("unchecked") // the keys of a configuration are strings
    private static Map<String, Object> mapping(Object node, String path) {
        if (node instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("--edge-variant: " + path + " leads through a value that is no mapping");
    }
}
