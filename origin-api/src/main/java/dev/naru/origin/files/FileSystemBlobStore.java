package dev.naru.origin.files;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.PathPart;

/**
 * Blobs as files of one folder:
 *
 * <pre>
 * staging/{uuid}.part      bytes that still arrive
 * cas/ab/cd/{sha256}       published; named by content, so the same content twice is one file
 * </pre>
 *
 * <p>Publishing is write, fsync, rename, fsync of the folders: after a power cut a name in {@code cas} either has its whole content or is not
 * there (the rename is atomic because both trees are on one file system).
 */
final class FileSystemBlobStore implements BlobStore {

    private static final int SHARDS = 256;

    private final StagingFolder staging;
    private final Path cas;

    FileSystemBlobStore(Path dir, StagingFolder staging) {
        this.staging = staging;
        this.cas = dir.toAbsolutePath().resolve("cas");
        try {
            Files.createDirectories(cas);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the blob folder " + dir + ": set NARU_BLOB_DIR to a writable one", e);
        }
    }

    @Override
    public StagedBlob stage(long expectedBytes) throws IOException {
        return staging.stage(expectedBytes);
    }

    @Override
    public void publish(StagedBlob staged) throws IOException {
        Path target = pathOf(staged.sha256());
        Path folder = parentOf(target);
        try {
            Files.createDirectories(folder);
            Files.move(staged.path(), target, ATOMIC_MOVE);
        } catch (IOException e) {
            throw DiskFullException.classify(e);
        }
        // The new name, and the names of folders made for it, must be on the disk before a row refers to them.
        for (Path dir = folder; dir.startsWith(cas); dir = parentOf(dir)) {
            try (FileChannel entry = FileChannel.open(dir, StandardOpenOption.READ)) {
                entry.force(true);
            }
        }
    }

    @Override
    public Object entity(String sha256, long offset, long length) throws IOException {
        Path path = pathOf(sha256);
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString());
        }
        // Vert.x answers this with sendfile: the bytes never enter the heap.
        return new PathPart(path, offset, length);
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        return Files.newInputStream(pathOf(sha256));
    }

    @Override
    public void delete(String sha256) throws IOException {
        Files.deleteIfExists(pathOf(sha256));
    }

    @Override
    public int shards() {
        return SHARDS;
    }

    @Override
    public List<String> blobsOf(int shard, Instant olderThan) throws IOException {
        List<String> found = new ArrayList<>();
        Path top = cas.resolve(String.format("%02x", shard));
        if (!Files.isDirectory(top)) {
            return found;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(top)) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> blobs = Files.newDirectoryStream(folder)) {
                    for (Path blob : blobs) {
                        String name = String.valueOf(blob.getFileName());
                        if (BlobStore.isSha256(name) && StagingFolder.isOlder(blob, olderThan)) {
                            found.add(name);
                        }
                    }
                }
            }
        }
        return found;
    }

    @Override
    public int sweepStaged(Instant olderThan, int limit) throws IOException {
        return staging.sweep(olderThan, limit);
    }

    private Path pathOf(String sha256) {
        if (!BlobStore.isSha256(sha256)) {
            throw new IllegalArgumentException("not a lower-case hex SHA-256: " + sha256);
        }
        return cas.resolve(sha256.substring(0, 2))
                .resolve(sha256.substring(2, 4))
                .resolve(sha256);
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("no parent: " + path);
        }
        return parent;
    }
}
