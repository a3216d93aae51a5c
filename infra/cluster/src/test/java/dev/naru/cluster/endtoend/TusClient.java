package dev.naru.cluster.endtoend;

import dev.naru.cluster.NodePrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** tus-js-client in a Node process. */
final class TusClient {
    private TusClient() {}

    /**
     * Uploads the file and returns where it is.
     *
     * @param progress told how many bytes were sent
     */
    static String upload(RunningCluster cluster, String ticket, Path file, String product, LongConsumer progress) {
        String host = "api.shop.localhost:" + cluster.urls().httpPort();
        String options = """
                {"endpoint":"http://127.0.0.1:%d/files/uploads","host":"%s","ticket":"%s","file":"%s","chunkSize":262144,
                 "metadata":{"filename":"photo.png","filetype":"image/png","product":"%s"}}
                """.formatted(cluster.urls().httpPort(), host, ticket, file.toAbsolutePath(), product);
        StringBuilder output = new StringBuilder();
        Process node = NodePrograms.start("tus-upload.mjs", options);
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
}
