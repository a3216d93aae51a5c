package dev.naru.cluster.endtoend;

import dev.naru.cluster.Ports;
import dev.naru.cluster.PublicUrls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The containers that infra/cluster/compose-test has brought up and takes down. */
final class ComposeCluster implements RunningCluster {
    private final List<String> compose;
    private final Path secrets;

    /**
     * Connects to them.
     *
     * @param compose the command, such as {@code docker compose}, run at the repository's root
     * @param secrets a copy of what the init container made
     */
    ComposeCluster(String compose, Path secrets) {
        this.compose = List.of(compose.split(" ", -1));
        this.secrets = secrets;
    }

    @Override
    public PublicUrls urls() {
        return new PublicUrls(8080, 8443);
    }

    @Override
    public String secret(String process, String file) {
        try {
            return Files.readString(secrets.resolve(process.equals("edge") ? "edge/secrets" : process)
                            .resolve(file))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int adminPort() {
        return Ports.Purpose.ADMIN.usual();
    }

    @Override
    public Path caCertificate() {
        return secrets.resolve("edge/ca.pem");
    }

    @Override
    public void kill(String name) {
        run("kill", "-s", "KILL", name);
    }

    @Override
    public void start(String name) {
        run("start", name);
        String container = run("ps", "-q", name).strip();
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> execute(
                        List.of("docker", "inspect", "-f", "{{.State.Health.Status}}", container))
                .strip()
                .equals("healthy"));
    }

    @Override
    public void close() {
        // The script that brought it up takes it down.
    }

    private String run(String... arguments) {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of(arguments));
        return execute(command);
    }

    private static String execute(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(LocalCluster.REPOSITORY.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
