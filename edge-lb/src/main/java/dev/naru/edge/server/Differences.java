package dev.naru.edge.server;

import dev.naru.edge.admin.ConfigDiff.Difference;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.TrafficControl;
import dev.naru.edge.upstream.Upstream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How configurations differ: each is taken as a list of keys and values, items of lists by their names. */
final class Differences {
    private final Map<String, String> values = new TreeMap<>();

    private Differences() {}

    /** What differs, by key. */
    static List<Difference> between(EdgeConfig running, EdgeConfig file) {
        Map<String, String> is = of(running);
        Map<String, String> willBe = of(file);
        TreeSet<String> keys = new TreeSet<>(is.keySet());
        keys.addAll(willBe.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String key : keys) {
            String before = is.get(key);
            String after = willBe.get(key);
            if (before == null || !before.equals(after)) {
                differences.add(new Difference(key, before, after));
            }
        }
        return differences;
    }

    /** What operators and deployments have changed, beside what is configured. */
    static List<Difference> overrides(TrafficControl traffic) {
        List<Difference> differences = new ArrayList<>();
        List<Upstream> served = traffic.upstreams();
        List<Upstream> configured = traffic.configured();
        for (int u = 0; u < served.size(); u++) {
            for (int g = 0; g < served.get(u).groups().size(); g++) {
                Group is = served.get(u).groups().get(g);
                Group was = configured.get(u).groups().get(g);
                String group = "upstreams[" + served.get(u).name() + "].groups[" + is.name() + "]";
                add(differences, group, is.weight(), was.weight(), is.mode());
                for (int s = 0; s < is.servers().size(); s++) {
                    Server server = is.servers().get(s);
                    add(
                            differences,
                            group + ".servers[" + server.name() + "]",
                            server.weight(),
                            was.servers().get(s).weight(),
                            server.mode());
                }
            }
        }
        return differences;
    }

    private static void add(List<Difference> to, String key, int weight, int configured, Mode mode) {
        if (weight != configured) {
            to.add(new Difference(key + ".weight", weight + "", configured + ""));
        }
        if (mode != Mode.READY) {
            to.add(new Difference(key + " (mode)", mode.name().toLowerCase(Locale.ROOT), "ready"));
        }
    }

    private static Map<String, String> of(Record config) {
        Differences flat = new Differences();
        flat.record("", config);
        return flat.values;
    }

    private void put(String key, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Record record when isPlain(record) -> values.put(key, record.toString());
            case Record record -> record(key, record);
            case Collection<?> items -> items(key, items);
            default -> values.put(key, value.toString());
        }
    }

    private void record(String key, Record record) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            // Where a route stands in the file changes nothing of what it does.
            if (!component.getName().equals("line")) {
                put(key.isEmpty() ? component.getName() : key + "." + component.getName(), get(record, component));
            }
        }
    }

    /** A record that says itself what it is: an address, a block. */
    private static boolean isPlain(Record record) {
        return !record.toString().startsWith(record.getClass().getSimpleName() + "[");
    }

    private void items(String key, Collection<?> items) {
        boolean records = items.stream().anyMatch(item -> item instanceof Record record && !isPlain(record));
        if (!records) {
            if (!items.isEmpty()) {
                values.put(key, items.toString());
            }
            return;
        }
        int index = 0;
        for (Object item : items) {
            put(key + "[" + name(item, index++) + "]", item);
        }
    }

    private static String name(Object item, int index) {
        if (item instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                if (component.getName().equals("name")) {
                    return String.valueOf(get(record, component));
                }
            }
        }
        return String.valueOf(index);
    }

    private static @Nullable Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record of the configuration is public", e);
        }
    }
}
