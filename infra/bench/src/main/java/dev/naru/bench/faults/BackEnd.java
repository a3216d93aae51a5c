package dev.naru.bench.faults;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link BackEndProgram} that can be started again. */
final class BackEnd implements AutoCloseable {
    private final String host;
    private final int port;
    private final Path dir;
    private final Queue<String> posts;
    private @Nullable Running running;

    /** @param posts gets the id of each POST that was executed, by this or an earlier process */
    BackEnd(String host, int port, Path dir, Queue<String> posts) {
        this.host = host;
        this.port = port;
        this.dir = dir;
        this.posts = posts;
    }

    void start() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackEndProgram.class.getName(),
                        host,
                        Integer.toString(port)))
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(dir.toFile(), "back-end-" + port + ".err")))
                .start();
        running = new Running(process);
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> read(process, ready));
        if (!ready.await(20, TimeUnit.SECONDS)) {
            throw new IOException("the back end on port " + port + " did not start: see " + dir);
        }
    }

    private void read(Process process, CountDownLatch ready) {
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals("ready")) {
                    ready.countDown();
                } else {
                    posts.add(line.substring("POST ".length()));
                }
            }
        } catch (IOException e) {
            return; // it was killed
        }
    }

    void behave(BackEndProgram.Mode mode) throws IOException {
        Process process = process().process();
        process.getOutputStream().write((mode + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    Running process() {
        if (running == null) {
            throw new IllegalStateException("the back end was not started");
        }
        return running;
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
