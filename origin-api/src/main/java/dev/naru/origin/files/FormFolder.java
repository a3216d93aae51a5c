package dev.naru.origin.files;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the HTTP layer keeps the files of a form until the request ends. What a crash leaves there is collected. */
@Startup
@Singleton
final class FormFolder {

    private final Path folder;

    FormFolder(@ConfigProperty(name = "quarkus.http.body.uploads-directory") Path folder) {
        this.folder = folder.toAbsolutePath();
        try {
            Files.createDirectories(this.folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the folder " + folder + ": set NARU_BLOB_DIR to a writable one", e);
        }
    }

    /** Removes at most {@code limit} files that nobody has written to since {@code olderThan}; returns how many. */
    int sweep(Instant olderThan, int limit) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (removed < limit && StagingFolder.isOlder(file, olderThan) && Files.deleteIfExists(file)) {
                    removed++;
                }
            }
        }
        return removed;
    }
}
