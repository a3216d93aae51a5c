package dev.naru.edge.proxy;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes records, lists, texts, numbers and flags as JSON, each component under its name. For the control plane. */
public final class RecordJson {
    private RecordJson() {}

    /** The JSON of a value. */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            case List<?> list -> {
                StringJoiner items = new StringJoiner(",", "[", "]");
                list.forEach(item -> items.add(of(item)));
                yield items.toString();
            }
            case Record plain -> record(plain);
            default -> text(value.toString());
        };
    }

    private static String record(Record value) {
        StringJoiner fields = new StringJoiner(",", "{", "}");
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                fields.add(text(component.getName()) + ":"
                        + of(component.getAccessor().invoke(value)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a record of this module is public", e);
            }
        }
        return fields.toString();
    }

    private static String text(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
