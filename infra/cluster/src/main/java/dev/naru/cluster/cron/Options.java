package dev.naru.cluster.cron;

import dev.naru.cluster.LaunchException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code --name value} pairs of a proof's command line. */
public final class Options {
    private final Map<String, String> values = new HashMap<>();

    /** Throws a {@link LaunchException} that names what is not known. */
    public Options(String[] arguments, Set<String> known) {
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (!name.startsWith("--") || !known.contains(name.substring(2)) || i + 1 == arguments.length) {
                throw new LaunchException(
                        "not understood: " + name + "; the options are " + known + ", each with a value");
            }
            values.put(name.substring(2), arguments[i + 1]);
        }
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public long number(String name, long otherwise) {
        String value = values.get(name);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new LaunchException("--" + name + " needs a number, not " + value, e);
        }
    }
}
