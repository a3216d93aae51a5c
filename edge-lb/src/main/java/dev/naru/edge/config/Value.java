package dev.naru.edge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of the file and its place. Each accessor gives null after it reported that the value is of another kind.
 *
 * @param path such as {@code upstreams[0].name}
 */
record Value(Reading reading, String path, Node node) {

    void refuse(String message) {
        reading.error(path, node, message);
    }

    private void expected(String what) {
        refuse("expected " + what + ", found " + found());
    }

    @Nullable
    String text() {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
            return scalar.getValue();
        }
        boolean quotable = node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
        expected(quotable ? "text (put it in quotes)" : "text");
        return null;
    }

    /** The text as something else; the parser throws IllegalArgumentException with the message to report. */
    <T> @Nullable T parse(Function<String, T> parser) {
        String text = text();
        try {
            return text == null ? null : parser.apply(text);
        } catch (IllegalArgumentException e) {
            refuse(String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Nullable
    Long integer(long min, long max) {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
            String digits = scalar.getValue();
            if (digits.length() <= 18) { // more is out of every bound, and of a long
                long number = Long.parseLong(digits);
                if (number >= min && number <= max) {
                    return number;
                }
            }
        }
        expected("a whole number from " + min + " to " + max);
        return null;
    }

    @Nullable
    Boolean flag() {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return scalar.getValue().equals("true");
        }
        expected("true or false");
        return null;
    }

    /** The items of a list; none after a report. */
    List<Value> items() {
        List<Value> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                items.add(new Value(reading, path + "[" + items.size() + "]", item));
            }
        } else {
            expected("a list");
        }
        return items;
    }

    /** What kind of value it is, for messages. */
    String found() {
        if (!(node instanceof ScalarNode scalar)) {
            return node instanceof SequenceNode ? "a list" : "a map";
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return "nothing";
        }
        return scalar.getTag().equals(Tag.STR) ? Texts.quote(scalar.getValue()) : scalar.getValue();
    }
}
