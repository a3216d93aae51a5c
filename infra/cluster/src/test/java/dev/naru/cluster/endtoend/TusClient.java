package dev.naru.cluster.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** tus-js-client in a Node process; npm fetches it, at the versions of {@code src/test/node/package-lock.json}. */
final class TusClient {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");
    private static final long TIMEOUT_S = 120;

    private TusClient() {}

    /**
     * Uploads the file and returns where it is.
     *
     * @param progress told how many bytes were sent
     */
    static String upload(RunningCluster cluster, String ticket, Path file, String product, LongConsumer progress) {
        install();
        String host = "api.shop.localhost:" + cluster.urls().httpPort();
        String options = """
                {"endpoint":"http://127.0.0.1:%d/files/uploads","host":"%s","ticket":"%s","file":"%s","chunkSize":262144,
                 "metadata":{"filename":"photo.png","filetype":"image/png","product":"%s"}}
                """.formatted(cluster.urls().httpPort(), host, ticket, file.toAbsolutePath(), product);
        StringBuilder output = new StringBuilder();
        Process node = start(List.of("node", "tus-upload.mjs", options));
        try (BufferedReader lines = node.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith("sent ")) {
                    progress.accept(Long.parseLong(line.substring("sent ".length())));
                } else if (line.startsWith("done ")) {
                    return line.substring("done ".length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            node.destroyForcibly();
        }
        throw new AssertionError("tus-js-client gave up:\n" + output);
    }

    private static void install() {
        try {
            Files.createDirectories(FOLDER);
            for (String file : List.of("package.json", "package-lock.json", "tus-upload.mjs")) {
                Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            if (Files.isDirectory(FOLDER.resolve("node_modules/tus-js-client"))) {
                return;
            }
            Process npm = start(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
            String output = new String(npm.getInputStream().readAllBytes());
            if (!npm.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                throw new AssertionError("npm ci failed in " + FOLDER.toAbsolutePath() + ":\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "This test uploads with tus-js-client and needs Node.js 18 or newer and npm: install them"
                            + " (Debian: apt-get install nodejs npm). " + e.getMessage(),
                    e);
        }
    }
}
