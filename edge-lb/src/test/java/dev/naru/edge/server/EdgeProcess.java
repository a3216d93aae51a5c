package dev.naru.edge.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The edge in a process of its own, as an operator starts it. */
final class EdgeProcess implements AutoCloseable {
    private final Process process;
    private final List<String> log = new CopyOnWriteArrayList<>();

    EdgeProcess(Path config, String... more) throws IOException {
        this(List.of(), config, more);
    }

    /** @param launcher what starts it, and becomes it */
    EdgeProcess(List<String> launcher, Path config, String... more) throws IOException {
        process = new ProcessBuilder(Stream.of(
                                launcher.stream(),
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:+UseSerialGC",
                                        "-Xmx64m",
                                        "-XX:TieredStopAtLevel=1",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--sun-misc-unsafe-memory-access=allow",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Main.class.getName(),
                                        "run",
                                        "--config",
                                        config.toString()),
                                Stream.of(more))
                        .flatMap(words -> words)
                        .toList())
                .redirectErrorStream(true)
                .start();
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(log::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            log.add(e.toString());
        }
    }

    long pid() {
        return process.pid();
    }

    List<String> log() {
        return log;
    }

    /** Waits, for a minute at most, until its log has such a line. */
    EdgeProcess awaitLine(String part) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (log.stream().noneMatch(line -> line.contains(part))) {
            if (System.nanoTime() > deadline || (!process.isAlive() && !part.equals("stopped"))) {
                throw new AssertionError("never said '" + part + "': " + log);
            }
            Thread.sleep(10);
        }
        return this;
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** The exit code, within a minute. */
    int exit() throws InterruptedException {
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new AssertionError("did not end: " + log);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
