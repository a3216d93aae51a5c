package dev.naru.origin.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into the store: a temporary file and the digest of what was written. Used by one thread.
 *
 * <pre>
 * open ──write*──▶ open ──seal──▶ sealed ──publish──▶ moved
 *   └────────────── close ──────────┴── close: the temporary file is removed
 * </pre>
 */
final class StagedBlob implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest = newSha256();
    private long bytes;
    private @Nullable String sha256;

    /** @param channel of the file at {@code path}, for reading and writing */
    StagedBlob(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static StagedBlob at(Path path) throws IOException {
        try {
            return new StagedBlob(
                    path,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw DiskFullException.classify(e);
        }
    }

    /** Appends the first {@code length} bytes of the buffer. */
    void write(byte[] buffer, int length) throws IOException {
        digest.update(buffer, 0, length);
        ByteBuffer source = ByteBuffer.wrap(buffer, 0, length);
        try {
            while (source.hasRemaining()) {
                channel.write(source);
            }
        } catch (IOException e) {
            throw DiskFullException.classify(e);
        }
        bytes += length;
    }

    /** Ends writing: from now on the hash is known and the content is on the disk, not only in the page cache. */
    String seal() throws IOException {
        if (sha256 == null) {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw DiskFullException.classify(e);
            }
            sha256 = HexFormat.of().formatHex(digest.digest());
        }
        return sha256;
    }

    /** The content's SHA-256 in lower-case hex. */
    String sha256() {
        if (sha256 == null) {
            throw new IllegalStateException("a staged blob has a hash only once it is sealed");
        }
        return sha256;
    }

    long bytes() {
        return bytes;
    }

    Path path() {
        return path;
    }

    /** The file, for reading an image's header. */
    FileChannel content() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
