package dev.naru.edge.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A JSON object while it is read: each getter refuses what is missing or of another type, by name. */
final class Tree {
    /** What is wrong with a file. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    private static final Gson GSON = new Gson();

    private final String path;
    private final Map<?, ?> values;

    private Tree(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static Tree parse(String json) throws Malformed {
        try {
            Map<?, ?> map = GSON.fromJson(json, Map.class);
            if (map != null) {
                return new Tree("", map);
            }
        } catch (JsonParseException e) {
            throw new Malformed("it is no JSON object: " + e.getMessage());
        }
        throw new Malformed("it is empty");
    }

    static String write(Map<String, Object> values) {
        return GSON.toJson(values);
    }

    private <T> T get(String key, Class<T> type) throws Malformed {
        Object value = values.get(key);
        if (!type.isInstance(value)) {
            throw new Malformed(path + key + (value == null ? " is missing" : " is no " + type.getSimpleName()));
        }
        return type.cast(value);
    }

    String text(String key) throws Malformed {
        return get(key, String.class);
    }

    @Nullable
    String optionalText(String key) throws Malformed {
        return values.get(key) == null ? null : text(key);
    }

    long number(String key) throws Malformed {
        return get(key, Number.class).longValue();
    }

    int integer(String key) throws Malformed {
        return (int) number(key);
    }

    double real(String key) throws Malformed {
        return get(key, Number.class).doubleValue();
    }

    boolean flag(String key) throws Malformed {
        return get(key, Boolean.class);
    }

    Tree tree(String key) throws Malformed {
        return new Tree(path + key + ".", get(key, Map.class));
    }

    @Nullable
    Tree optionalTree(String key) throws Malformed {
        return values.get(key) == null ? null : tree(key);
    }

    /** One of an enum's constants by its word. */
    <E extends Enum<E>> E word(String key, Class<E> type) throws Malformed {
        String text = text(key);
        for (E constant : type.getEnumConstants()) {
            if (Words.of(constant).equals(text)) {
                return constant;
            }
        }
        throw new Malformed(path + key + ": unknown word '" + text + "'");
    }

    interface Reader<T> {
        T read(Tree tree) throws Malformed;
    }

    <T> List<T> trees(String key, Reader<T> reader) throws Malformed {
        List<T> read = new ArrayList<>();
        for (Object item : get(key, List.class)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new Malformed(path + key + " holds something that is no object");
            }
            read.add(reader.read(new Tree(path + key + "[].", map)));
        }
        return read;
    }

    List<Double> reals(String key) throws Malformed {
        return numbers(key, Number::doubleValue);
    }

    /** Lists of so many numbers each. */
    List<List<Double>> lists(String key, int size) throws Malformed {
        List<List<Double>> read = new ArrayList<>();
        for (Object item : get(key, List.class)) {
            if (!(item instanceof List<?> list) || list.size() != size) {
                throw new Malformed(path + key + " holds something that is no list of " + size + " numbers");
            }
            List<Double> numbers = new ArrayList<>();
            for (Object value : list) {
                if (!(value instanceof Number number)) {
                    throw new Malformed(path + key + " holds something that is no number");
                }
                numbers.add(number.doubleValue());
            }
            read.add(numbers);
        }
        return read;
    }

    List<Integer> integers(String key) throws Malformed {
        return numbers(key, Number::intValue);
    }

    private <T> List<T> numbers(String key, Function<Number, T> as) throws Malformed {
        List<T> read = new ArrayList<>();
        for (Object item : get(key, List.class)) {
            if (!(item instanceof Number number)) {
                throw new Malformed(path + key + " holds something that is no number");
            }
            read.add(as.apply(number));
        }
        return read;
    }

    /** An object of whole numbers. */
    Map<String, Integer> integersByName(String key) throws Malformed {
        Tree tree = tree(key);
        Map<String, Integer> read = new LinkedHashMap<>();
        for (Object name : tree.values.keySet()) {
            read.put((String) name, tree.integer((String) name));
        }
        return read;
    }

    boolean has(String key) {
        return values.get(key) != null;
    }
}
