package dev.naru.origin.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/** {@code staging/} of the blob folder: bytes that still arrive, one file each. Any thread; blocks. */
final class StagingFolder {

    private final Path folder;
    private final DiskSpace space;

    StagingFolder(Path dir, long minFreeBytes) {
        this.folder = dir.toAbsolutePath().resolve("staging");
        this.space = new DiskSpace(folder, minFreeBytes);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the blob folder " + dir + ": set NARU_BLOB_DIR to a writable one", e);
        }
    }

    /** See {@link BlobStore#stage}. */
    StagedBlob stage(long expectedBytes) throws IOException {
        space.require(expectedBytes);
        return StagedBlob.at(folder.resolve(UUID.randomUUID() + ".part"));
    }

    /** See {@link BlobStore#sweepStaged}. */
    int sweep(Instant olderThan, int limit) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*.part")) {
            for (Path part : parts) {
                if (removed < limit && isOlder(part, olderThan) && Files.deleteIfExists(part)) {
                    removed++;
                }
            }
        }
        return removed;
    }

    /** True when the file is there and was last written before that instant. */
    static boolean isOlder(Path file, Instant than) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(than);
        } catch (NoSuchFileException e) {
            return false; // published or removed since the folder was listed
        }
    }
}
