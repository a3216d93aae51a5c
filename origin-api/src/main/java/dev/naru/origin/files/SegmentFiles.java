package dev.naru.origin.files;

import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The files of {@link Segment}s, in {@code uploads/} of the blob folder, which all replicas share. Any thread; blocks. */
@Singleton
final class SegmentFiles {

    private static final int UUID_CHARS = 36;

    private final Path folder;
    private final DiskSpace space;

    SegmentFiles(BlobConfig config) {
        this.folder = config.dir().toAbsolutePath().resolve("uploads");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the folder " + folder + ": set NARU_BLOB_DIR to a writable one", e);
        }
        this.space = new DiskSpace(folder, config.minFreeBytes());
    }

    /** @throws DiskFullException when there is no space for that many bytes */
    void requireSpace(long bytes) throws IOException {
        space.require(bytes);
    }

    /** A segment being written, by one thread. What lies behind {@code position} at the start was never acknowledged and is cut off. */
    final class Appender implements AutoCloseable {

        private final FileChannel channel;

        private Appender(Segment segment, long received) throws IOException {
            try {
                channel = FileChannel.open(
                        folder.resolve(segment.fileName()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                long position = received - segment.start();
                if (channel.size() < position) {
                    throw new EOFException(
                            segment.fileName() + " has " + channel.size() + " of " + position + " bytes");
                }
                channel.truncate(position).position(position);
            } catch (IOException e) {
                throw DiskFullException.classify(e);
            }
        }

        void write(byte[] buffer, int length) throws IOException {
            ByteBuffer source = ByteBuffer.wrap(buffer, 0, length);
            try {
                while (source.hasRemaining()) {
                    channel.write(source);
                }
            } catch (IOException e) {
                throw DiskFullException.classify(e);
            }
        }

        /** On return all that was written survives a crash. */
        void force() throws IOException {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw DiskFullException.classify(e);
            }
        }

        /** Takes the last bytes back. */
        void cut(long bytes) throws IOException {
            channel.truncate(channel.position() - bytes);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Appender append(Segment segment, long received) throws IOException {
        return new Appender(segment, received);
    }

    /** The pieces as one stream, each opened when the one before has ended. */
    InputStream read(List<Segment> segments) {
        return new SegmentStream(folder, segments.iterator());
    }

    /** Removes all segments of an upload. */
    void delete(UUID upload) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, upload + ".*.segment")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Uploads with a segment that nobody has written to since {@code olderThan}, at most {@code limit}. */
    List<UUID> uploads(Instant olderThan, int limit) throws IOException {
        Set<UUID> found = new LinkedHashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.segment")) {
            Iterator<Path> all = files.iterator();
            while (all.hasNext() && found.size() < limit) {
                Path file = all.next();
                if (StagingFolder.isOlder(file, olderThan)) {
                    found.add(UUID.fromString(String.valueOf(file.getFileName()).substring(0, UUID_CHARS)));
                }
            }
        }
        return new ArrayList<>(found);
    }
}
