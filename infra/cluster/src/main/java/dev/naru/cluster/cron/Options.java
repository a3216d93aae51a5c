package dev.naru.cluster.cron;

import dev.naru.cluster.ClusterOptions;
import dev.naru.cluster.LaunchException;
import dev.naru.cluster.Ports;
import java.nio.file.Path;
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

    /**
     * What the cluster of such a program is started with: its {@code repository}, {@code data} and {@code port}.
     *
     * @param folder where its data lies in infra/cluster unless told
     * @param restarts whether a process that dies is started again
     */
    public ClusterOptions cluster(String folder, boolean restarts) {
        Path repository = Path.of(text("repository", "")).toAbsolutePath().normalize();
        Path data = Path.of(
                text("data", repository.resolve("infra/cluster").resolve(folder).toString()));
        int port = (int) number("port", 0);
        return new ClusterOptions(
                repository,
                data,
                repository.resolve("infra/cluster/target/programs"),
                notice -> port == 0 ? Ports.free() : Ports.from(port, notice),
                restarts);
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
