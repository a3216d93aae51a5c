package dev.naru.edge.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * Changes to the header fields of a message.
 *
 * @param set replaces all fields of the name
 * @param add beside what is there
 * @param remove names, as written
 */
public record HeaderEdits(List<Line> set, List<Line> add, List<String> remove) {
    /** Leaves a message as it is. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

    /** One field. */
    public record Line(String name, Template value) {}

    public HeaderEdits {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /** Whether it sets, adds or removes a header. */
    boolean mentions(String name) {
        return Stream.of(set, add).flatMap(List::stream).anyMatch(line -> line.name()
                        .equalsIgnoreCase(name))
                || remove.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Whether it leaves a message as it is. */
    public boolean none() {
        return equals(NONE);
    }
}
