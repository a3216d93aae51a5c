package dev.naru.bench.proxy;

import dev.naru.bench.proc.Memory;
import dev.naru.bench.proc.ProcessTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A proxy that was started, with its children, pinned to its cores. */
public final class RunningProxy implements AutoCloseable {

    private static final List<Process> RUNNING = new ArrayList<>(); // guarded by itself
    private static boolean ending; // guarded by RUNNING

    private static final long START_TIMEOUT_MS = 30_000;
    private static final byte[] PROBE =
            "GET /s HTTP/1.1\r\nHost: bench.localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final Setup setup;
    private final Process process;
    private final ProcessTree tree;
    private final long startedNanos;
    private final double firstAnswerMs;

    private RunningProxy(String name, Setup setup, Process process, long startedNanos) throws InterruptedException {
        this.name = name;
        this.setup = setup;
        this.process = process;
        this.tree = new ProcessTree(process.toHandle());
        this.startedNanos = startedNanos;
        boolean ready = false;
        try {
            this.firstAnswerMs = awaitFirstAnswer();
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    /** Starts a proxy and waits for its first answer. Throws IllegalStateException, with its last output, when none comes. */
    public static RunningProxy start(Proxy proxy, Setup setup, List<Integer> cores)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", list(cores)));
        command.addAll(proxy.configure(setup));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(setup.dir().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output(setup).toFile());
        long now;
        Process process;
        synchronized (RUNNING) {
            if (ending) {
                throw new InterruptedException("the run was ended");
            }
            now = System.nanoTime();
            process = builder.start();
            RUNNING.add(process);
        }
        return new RunningProxy(proxy.name(), setup, process, now);
    }

    /** Stops all, and starts no more: for the end of this process, also by Ctrl-C. */
    public static void stopAll() {
        List<Process> left;
        synchronized (RUNNING) {
            ending = true;
            left = List.copyOf(RUNNING);
        }
        left.forEach(RunningProxy::stop);
    }

    /** Cores as taskset takes them: {@code 0,1}. */
    public static String list(List<Integer> cores) {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Path output(Setup setup) {
        return setup.dir().resolve("proxy.out");
    }

    private double awaitFirstAnswer() throws InterruptedException {
        while (!answers()) {
            long passedMs = (System.nanoTime() - startedNanos) / 1_000_000;
            if (!process.isAlive() || passedMs > START_TIMEOUT_MS) {
                throw new IllegalStateException(name + " gave no answer on port "
                        + setup.ports().http() + " within " + passedMs + " ms; its output: " + lastOutput());
            }
            Thread.sleep(1);
        }
        return (System.nanoTime() - startedNanos) / 1e6;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), setup.ports().http()),
                    1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(PROBE);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private String lastOutput() {
        try {
            List<String> lines = Files.readAllLines(output(setup), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    /** From the start of its process to the first answer with status 200. */
    public double firstAnswerMs() {
        return firstAnswerMs;
    }

    public long pid() {
        return process.pid();
    }

    /** Where it listens. */
    public Ports ports() {
        return setup.ports();
    }

    public long cpuUs() throws IOException {
        return tree.cpuUs();
    }

    public List<Long> pids() {
        return tree.pids();
    }

    public Memory memory() throws IOException {
        return tree.memory();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Ends the process and its children: SIGTERM, after 5 seconds SIGKILL. */
    @Override
    public void close() {
        stop(process);
    }

    private static void stop(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        synchronized (RUNNING) {
            RUNNING.remove(process);
        }
    }
}
