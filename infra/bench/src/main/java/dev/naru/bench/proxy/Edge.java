package dev.naru.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** edge-lb, through its own launcher or any other command that takes {@code run --config FILE}. */
public final class Edge implements Proxy {

    private final EdgeVariant variant;
    private final Path launcher;
    private final @Nullable Path jar;
    private final List<String> command;
    private final List<String> jvmArguments;

    /**
     * Prepares a variant.
     *
     * @param launcher {@code edge-lb/bin/edge-lb}, which has the JVM settings
     * @param jar edge-lb's; null when none is built
     * @param command runs instead of the launcher; empty = the launcher
     * @param jvmArguments behind the launcher's, before the variant's
     */
    public Edge(
            EdgeVariant variant, Path launcher, @Nullable Path jar, List<String> command, List<String> jvmArguments) {
        this.variant = variant;
        this.launcher = launcher;
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
        if (!command.isEmpty() || (jar != null && Files.isReadable(jar) && Files.isExecutable(launcher))) {
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
        if (variant.unixBackEnd()) {
            values.put("backEnd", "unix:" + setup.backEndSocket());
        }
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
            all.addAll(List.of(
                    "env",
                    "JAVA_HOME=" + System.getProperty("java.home"),
                    "EDGE_JAR=" + jar,
                    "EDGE_JAVA_OPTIONS=" + String.join(" ", jvmArguments),
                    launcher.toString()));
        }
        all.addAll(List.of("run", "--config", file.toString()));
        return all;
    }
}
