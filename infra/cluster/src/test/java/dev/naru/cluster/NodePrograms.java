package dev.naru.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Clients that others wrote, in a Node process each; npm fetches them once, at the versions of {@code src/test/node/package-lock.json}. */
public final class NodePrograms {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");
    private static final long TIMEOUT_S = 120;

    private NodePrograms() {}

    /** Starts one of the programs of {@code src/test/node}; its output and errors are one stream. The caller ends it. */
    public static Process start(String program, String argument) {
        install();
        return run(List.of("node", program, argument));
    }

    private static synchronized void install() {
        try {
            Files.createDirectories(FOLDER);
            Path lock = FOLDER.resolve("package-lock.json");
            boolean current = Files.isDirectory(FOLDER.resolve("node_modules"))
                    && Files.exists(lock)
                    && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) < 0;
            try (Stream<Path> sources = Files.list(SOURCES)) {
                for (Path source : sources.toList()) {
                    Files.copy(source, FOLDER.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (current) {
                return;
            }
            Process npm = run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
            String output = new String(npm.getInputStream().readAllBytes());
            if (!npm.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                Files.delete(lock); // the next run tries again
                throw new AssertionError("npm ci failed in " + FOLDER.toAbsolutePath() + ":\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "This test runs a Node program and needs Node.js 18 or newer and npm: install them"
                            + " (Debian: apt-get install nodejs npm). " + e.getMessage(),
                    e);
        }
    }
}
