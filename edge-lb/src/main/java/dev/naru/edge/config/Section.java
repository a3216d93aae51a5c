package dev.naru.edge.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A map of the file while it is read. It remembers which keys were asked for, so every other one is unknown. After an
 * error it answers with a stand-in and reading goes on, to find all errors at once; nothing built from stand-ins leaves
 * {@link ConfigReader}.
 */
final class Section {
    private final Value self;
    private final Map<String, Value> entries = new LinkedHashMap<>();
    private final List<ScalarNode> keyNodes = new ArrayList<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private Section(Value self) {
        this.self = self;
    }

    /** Reads a map with the given reader, which must ask for every key there can be. */
    static <T> T read(Value value, Function<Section, T> reader) {
        Section section = new Section(value);
        section.index();
        T result = reader.apply(section);
        section.refuseUnknown();
        return result;
    }

    private void index() {
        if (!(self.node() instanceof MappingNode mapping)) {
            self.refuse("expected a map of keys, found " + self.found());
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                error(self.path(), entry.getKeyNode(), "expected a key, found a list or map");
                continue;
            }
            Value value = new Value(self.reading(), pathOf(key.getValue()), entry.getValueNode());
            if (entries.putIfAbsent(key.getValue(), value) != null) {
                error(value.path(), key, "the key is given twice");
            }
            keyNodes.add(key);
        }
    }

    private void refuseUnknown() {
        for (ScalarNode key : keyNodes) {
            String name = key.getValue();
            if (name.equals("<<")) {
                error(self.path(), key, "merge keys (<<) are not taken; write the values out");
            } else if (!asked.contains(name)) {
                error(self.path(), key, "unknown key " + Texts.quote(name) + Suggestion.among(asked, name));
            }
        }
    }

    String path() {
        return self.path();
    }

    /** The line it begins on, from 1. */
    int line() {
        return self.node().getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Reports an error of the whole section. */
    void refuse(String message) {
        self.refuse(message);
    }

    /** Reports an error of a key's value. */
    void refuse(String key, String message) {
        error(pathOf(key), place(key), message);
    }

    /** Reports something that is probably not meant. */
    void warn(String key, String message) {
        self.reading().warn(pathOf(key), place(key), message);
    }

    /** A name fit for logs, metric labels and paths of the admin API. */
    String name() {
        return required("name", "", Names::parse);
    }

    <T> T required(String key, T standIn, Function<String, T> parser) {
        Value value = ask(key, KeySpec.REQUIRED, "");
        T parsed = value == null ? missing(key, standIn) : value.parse(parser);
        return parsed == null ? standIn : parsed;
    }

    <T> T optional(String key, T fallback, Function<String, T> parser) {
        Value value = ask(key, String.valueOf(fallback), "");
        T parsed = value == null ? null : value.parse(parser);
        return parsed == null ? fallback : parsed;
    }

    <T> @Nullable T optional(String key, Function<String, T> parser) {
        Value value = ask(key, KeySpec.NONE, "");
        return value == null ? null : value.parse(parser);
    }

    int integer(String key, int min, int max) {
        Value value = ask(key, KeySpec.REQUIRED, min + ".." + max);
        Long number = value == null ? missing(key, (long) min) : value.integer(min, max);
        return number == null ? min : number.intValue();
    }

    int integer(String key, int fallback, int min, int max) {
        return Math.toIntExact(integer(key, (long) fallback, min, max));
    }

    long integer(String key, long fallback, long min, long max) {
        Value value = ask(key, Long.toString(fallback), min + ".." + max);
        Long number = value == null ? null : value.integer(min, max);
        return number == null ? fallback : number;
    }

    boolean flag(String key, boolean fallback) {
        Value value = ask(key, Boolean.toString(fallback), "true, false");
        Boolean flag = value == null ? null : value.flag();
        return flag == null ? fallback : flag;
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    <E extends Enum<E>> E choice(String key, E fallback) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
            choices.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return choice(key, fallback, choices);
    }

    /** One of some words. */
    <T> T choice(String key, T fallback, Map<String, T> choices) {
        String words = String.join(", ", new TreeSet<>(choices.keySet()));
        String usual = choices.entrySet().stream()
                .filter(choice -> choice.getValue().equals(fallback))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(KeySpec.NONE);
        Value value = ask(key, usual, words);
        T chosen = value == null
                ? null
                : value.parse(text -> {
                    T choice = choices.get(text);
                    if (choice == null) {
                        throw Texts.expected("one of " + words, text);
                    }
                    return choice;
                });
        return chosen == null ? fallback : chosen;
    }

    /** A map inside this one; null when there is none. */
    <T> @Nullable T section(String key, Function<Section, T> reader) {
        Value value = ask(key);
        return value == null ? null : read(value, reader);
    }

    /** A list of maps, at least one. */
    <T> List<T> requiredSections(String key, Function<Section, T> reader) {
        List<T> sections = sections(key, reader);
        return has(key) ? sections : missing(key, sections);
    }

    /** A list of maps; none when the key is absent, at least one when it is there. */
    <T> List<T> sections(String key, Function<Section, T> reader) {
        List<T> sections = new ArrayList<>();
        for (Value item : items(ask(key))) {
            sections.add(read(item, reader));
        }
        return sections;
    }

    /** A list of texts; none when the key is absent, at least one when it is there. */
    <T> List<T> texts(String key, Function<String, T> parser) {
        List<T> texts = new ArrayList<>();
        for (Value item : items(ask(key, KeySpec.NONE, ""))) {
            T parsed = item.parse(parser);
            if (parsed == null) {
                continue;
            }
            if (texts.contains(parsed)) {
                item.refuse("given twice: " + parsed);
            }
            texts.add(parsed);
        }
        return texts;
    }

    /** A list of whole numbers; none when the key is absent, at least one when it is there. */
    List<Integer> integers(String key, int min, int max) {
        List<Integer> numbers = new ArrayList<>();
        for (Value item : items(ask(key, KeySpec.NONE, min + ".." + max))) {
            Long number = item.integer(min, max);
            if (number != null && numbers.contains(number.intValue())) {
                item.refuse("given twice: " + number);
            }
            if (number != null) {
                numbers.add(number.intValue());
            }
        }
        return numbers;
    }

    private static List<Value> items(@Nullable Value list) {
        if (list == null) {
            return List.of();
        }
        List<Value> items = list.items();
        if (items.isEmpty() && list.found().equals("a list")) {
            list.refuse("expected at least one, found an empty list");
        }
        return items;
    }

    private @Nullable Value ask(String key, String fallback, String bounds) {
        self.reading().key(new KeySpec(pathOf(key).replaceAll("\\[[0-9]+]", "[]"), fallback, bounds));
        return ask(key);
    }

    private @Nullable Value ask(String key) {
        asked.add(key);
        return entries.get(key);
    }

    private <T> T missing(String key, T standIn) {
        if (self.node() instanceof MappingNode) { // otherwise that was reported already
            error(pathOf(key), self.node(), "the key is required, and missing");
        }
        return standIn;
    }

    private Node place(String key) {
        Value value = entries.get(key);
        return value == null ? self.node() : value.node();
    }

    private String pathOf(String key) {
        return self.path().isEmpty() ? key : self.path() + "." + key;
    }

    private void error(String path, Node node, String message) {
        self.reading().error(path, node, message);
    }
}
