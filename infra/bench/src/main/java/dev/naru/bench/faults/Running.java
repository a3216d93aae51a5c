package dev.naru.bench.faults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of this run: ended with it, and nobody else's. */
final class Running implements AutoCloseable {
    private final Process process;

    Running(Process process) {
        this.process = process;
    }

    Process process() {
        return process;
    }

    /** Sends a signal, such as {@code STOP}, to the process alone. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .start();
        kill.getInputStream().readAllBytes();
        kill.waitFor();
    }

    /** Kills it and its children without a word. */
    void kill() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(5, TimeUnit.SECONDS);
    }

    /** The process and its children. */
    List<Long> pids() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(process.pid()),
                        process.descendants().map(ProcessHandle::pid))
                .toList();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
