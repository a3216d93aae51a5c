package dev.naru.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** edge-lb, from a build or through any command that takes {@code run --config FILE}. */
public final class Edge implements Proxy {

    /** What its launcher passes for one or two cores. */
    public static final List<String> JVM_ARGUMENTS = List.of(
            "-XX:+UseSerialGC",
            "-Xms24m",
            "-Xmx48m",
            "-Xss256k",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final EdgeVariant variant;
    private final @Nullable Path jar;
    private final List<String> command;
    private final List<String> jvmArguments;

    /**
     * Prepares a variant.
     *
     * @param jar edge-lb's; null when none is built
     * @param command runs instead of {@code java -jar}; empty = java
     * @param jvmArguments behind {@link #JVM_ARGUMENTS}, before the variant's
     */
    public Edge(EdgeVariant variant, @Nullable Path jar, List<String> command, List<String> jvmArguments) {
        this.variant = variant;
        this.jar = variant.jar() == null ? jar : variant.jar();
        this.command = List.copyOf(command);
        List<String> all = new ArrayList<>(jvmArguments);
        all.addAll(variant.jvmArguments());
        this.jvmArguments = List.copyOf(all);
    }

    @Override
    public String name() {
        return variant.name();
    }

    @Override
    public boolean peer() {
        return false;
    }

    @Override
    public Optional<String> missing() {
        if (!command.isEmpty() || (jar != null && Files.isReadable(jar))) {
            return Optional.empty();
        }
        return Optional.of(
                jar == null
                        ? "edge-lb is not built; run: ./mvnw -f edge-lb/pom.xml package, or pass --edge-jar or --edge-command"
                        : "edge-lb: no file " + jar);
    }

    @Override
    public String version() {
        String what = command.isEmpty() ? String.valueOf(jar).replaceAll(".*/", "") : String.join(" ", command);
        return what
                + (jvmArguments.isEmpty() ? "" : " " + String.join(" ", jvmArguments))
                + (variant.settings().isEmpty() ? "" : " " + variant.settings());
    }

    @Override
    public List<String> configure(Setup setup) throws IOException {
        Map<String, String> values = Template.values(setup);
        values.put("logEnabled", Boolean.toString(setup.accessLog()));
        Path token = setup.dir().resolve("admin.token");
        if (!Files.exists(token)) {
            Files.writeString(token, "a-token-for-one-run-on-the-loopback-only\n");
            token.toFile().setReadable(false, false);
            token.toFile().setReadable(true, true);
        }
        Path file = setup.dir().resolve(name() + ".yaml");
        Files.writeString(file, Settings.apply(Template.fill("edge.yaml", values), variant.settings()));
        List<String> all = new ArrayList<>(command);
        if (command.isEmpty()) {
            all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            all.addAll(JVM_ARGUMENTS);
            all.addAll(jvmArguments);
            all.addAll(List.of("-jar", String.valueOf(jar)));
        }
        all.addAll(List.of("run", "--config", file.toString()));
        return all;
    }
}
