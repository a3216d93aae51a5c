package dev.naru.cluster.endtoend;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.ClusterOptions;
import dev.naru.cluster.Console;
import dev.naru.cluster.Ports;
import dev.naru.cluster.PublicUrls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A cluster of its own on free ports, in a folder that is deleted with it unless a test fails to start it. */
final class LocalCluster implements RunningCluster {
    static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    private final Path data;
    private final Cluster cluster;

    LocalCluster() {
        this(temporaryFolder());
    }

    LocalCluster(Path data) {
        this(data, Map.of());
    }

    /** @param settings by a process's name: what is added to its environment */
    LocalCluster(Path data, Map<String, Map<String, String>> settings) {
        this(data, Optional.empty(), settings);
    }

    /** One that sends traces there. */
    LocalCluster(URI traces) {
        this(temporaryFolder(), Optional.of(traces), Map.of());
    }

    private LocalCluster(Path data, Optional<URI> traces, Map<String, Map<String, String>> settings) {
        this.data = data;
        ClusterOptions options = new ClusterOptions(
                REPOSITORY,
                data,
                Path.of("target/programs").toAbsolutePath(),
                notice -> Ports.free(),
                false,
                traces,
                settings);
        cluster = Cluster.open(options, false, Console.quiet());
        try {
            cluster.start();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** What the cluster keeps. */
    Path data() {
        return data;
    }

    @Override
    public PublicUrls urls() {
        return cluster.urls();
    }

    @Override
    public int adminPort() {
        return cluster.ports().of(Ports.Purpose.ADMIN);
    }

    @Override
    public String secret(String process, String file) {
        return cluster.secret(process, file);
    }

    @Override
    public Path caCertificate() {
        return cluster.caCertificate();
    }

    @Override
    public void kill(String name) {
        try {
            cluster.kill(name);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void start(String name) {
        cluster.start(name);
    }

    @Override
    public void close() {
        cluster.close();
        delete(data);
    }

    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("naru-cluster");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
