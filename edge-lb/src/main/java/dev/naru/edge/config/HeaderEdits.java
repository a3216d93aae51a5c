package dev.naru.edge.config;

import java.util.List;

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

    public boolean none() {
        return equals(NONE);
    }
}
