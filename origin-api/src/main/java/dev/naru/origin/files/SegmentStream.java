package dev.naru.origin.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The bytes that count of some segments, one after the other. An {@link EOFException} says that a file is shorter than its row. */
final class SegmentStream extends InputStream {

    private final Path folder;
    private final Iterator<Segment> segments;
    private @Nullable InputStream current;
    private long left;

    SegmentStream(Path folder, Iterator<Segment> segments) {
        this.folder = folder;
        this.segments = segments;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (left == 0) {
            close();
            if (!segments.hasNext()) {
                return -1;
            }
            Segment next = segments.next();
            left = next.bytes();
            current = left == 0 ? null : Files.newInputStream(folder.resolve(next.fileName()));
        }
        int read = current == null ? -1 : current.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("a segment is " + left + " bytes shorter than its row says");
        }
        left -= read;
        return read;
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
