package dev.naru.origin.files;

import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs {@link ThumbnailMain} in a JVM of its own: image in, JPEG out. Whatever a hostile image does to a decoder, it does it there, with a heap and a
 * time of its own, an empty environment, and no connection to anything. One at a time on each replica.
 */
@Singleton
final class ThumbnailProcess {

    /** Of the answer; a JPEG of some hundred pixels has some ten KiB. */
    private static final int MAX_BYTES = 1024 * 1024;

    /** Of the image; a longer one is cut, and the decoder says what it makes of that. */
    private static final long MAX_IMAGE_BYTES = 64L * 1024 * 1024;

    private static final int MAX_COMPLAINT_BYTES = 1024;

    /** The image could not be decoded within the limits. */
    static final class FailedException extends Exception {
        FailedException(String message) {
            super(message);
        }
    }

    private final FilesConfig config;

    ThumbnailProcess(FilesConfig config) {
        this.config = config;
    }

    /**
     * @throws FailedException when the image has no thumbnail
     * @throws IOException when the image cannot be read, or no process started
     */
    byte[] run(InputStream image) throws IOException, FailedException {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().clear();
        Process process = builder.start();
        AtomicBoolean late = new AtomicBoolean();
        // Nothing below waits longer than the process lives.
        Thread limit = Thread.ofVirtual().start(() -> {
            try {
                if (!process.waitFor(config.thumbnailTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                    late.set(true);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        try {
            feed(image, process);
            byte[] jpeg = process.getInputStream().readNBytes(MAX_BYTES);
            int exit = process.waitFor();
            if (exit != 0 || jpeg.length == 0 || jpeg.length == MAX_BYTES) {
                throw new FailedException(
                        late.get()
                                ? "it took over " + config.thumbnailTimeout()
                                : "the decoder ended with " + exit + ": " + complaint(process));
            }
            return jpeg;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
            limit.interrupt();
        }
    }

    /** The first line of what it said before it ended. A pipe holds more than it says, so it never waited for this. */
    private static String complaint(Process process) throws IOException {
        String text = new String(process.getErrorStream().readNBytes(MAX_COMPLAINT_BYTES), StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("no word");
    }

    private static void feed(InputStream image, Process process) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream in = process.getOutputStream()) {
            long fed = 0;
            for (int n = image.read(buffer); n >= 0 && fed < MAX_IMAGE_BYTES; n = image.read(buffer)) {
                fed += n;
                try {
                    in.write(buffer, 0, n);
                } catch (IOException e) {
                    return; // it has seen enough; its exit status says the rest
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + config.thumbnailHeapMb() + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-cp",
                classPath(),
                ThumbnailMain.class.getName(),
                Integer.toString(config.thumbnailSide()),
                Long.toString(config.maxPixels()));
    }

    /** Quarkus' launcher has the application's jars in folders beside itself; in tests and IDEs they are on the class path. */
    private static String classPath() {
        String own = System.getProperty("java.class.path");
        Path launcher = Path.of(own.split(File.pathSeparator, 2)[0]).toAbsolutePath();
        if (!launcher.endsWith("quarkus-run.jar")) {
            return own;
        }
        return launcher.resolveSibling("app") + "/*" + File.pathSeparator + launcher.resolveSibling("lib/main") + "/*";
    }
}
