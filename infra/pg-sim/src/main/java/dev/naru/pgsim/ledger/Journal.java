package dev.naru.pgsim.ledger;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of lines, one owner. A line counts once {@link #append} has returned: it is on the disk then. A
 * last line that a crash cut short was never acknowledged, and is cut off at the next start.
 *
 * <p>Not thread safe; the {@link Ledger} holds its lock around every call.
 */
final class Journal implements AutoCloseable {
    static final String FILE_NAME = "journal.jsonl";
    private static final int MAX_LINE_BYTES = 1 << 20;

    /** Takes one line of the file, without its end. Throws {@link IOException} when it cannot be read. */
    interface LineReader {
        void accept(byte[] line) throws IOException;
    }

    private final Path file;
    private final FileChannel channel;
    private long length;
    private long tornBytes;
    private boolean broken;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens or creates {@link #FILE_NAME} in {@code folder}, hands each whole line to {@code reader}, and cuts off a torn last line. */
    static Journal open(Path folder, LineReader reader) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            own(file, channel);
            Journal journal = new Journal(file, channel);
            journal.replay(reader);
            syncFolder(folder);
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bytes of a torn last line cut off at this start; 0 when it ended cleanly. */
    long tornBytes() {
        return tornBytes;
    }

    /** Whether a failed write could not be undone; then nothing is appended until a restart. */
    boolean broken() {
        return broken;
    }

    /** Appends a line and forces it to the disk. On an error the file is as before, or {@link #broken()}. */
    void append(byte[] line) throws IOException {
        if (broken) {
            throw new IOException(file + " is in doubt after a failed write; restart pg-sim");
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        try {
            long at = length;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            channel.force(false);
            length = at;
        } catch (IOException e) {
            undo(e);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void undo(IOException cause) {
        try {
            channel.truncate(length);
            channel.force(false);
        } catch (IOException e) {
            broken = true;
            cause.addSuppressed(e);
        }
    }

    private void replay(LineReader reader) throws IOException {
        // The stream is not closed: closing it would close the channel.
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream(2048);
        long number = 1;
        IOException unreadable = null;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (unreadable != null) {
                throw new IOException(
                        "%s, line %d cannot be read and is not the last: %s. Move the file away, or repair the line."
                                .formatted(file, number, unreadable.getMessage()),
                        unreadable);
            }
            if (b != '\n') {
                line.write(b);
                if (line.size() > MAX_LINE_BYTES) {
                    throw new IOException("%s, line %d is longer than %d bytes. Move the file away."
                            .formatted(file, number, MAX_LINE_BYTES));
                }
                continue;
            }
            unreadable = tryRead(reader, line.toByteArray());
            if (unreadable == null) {
                length += line.size() + 1;
                number++;
                line.reset();
            }
        }
        cutTail();
    }

    private static @Nullable IOException tryRead(LineReader reader, byte[] line) {
        try {
            reader.accept(line);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private void cutTail() throws IOException {
        tornBytes = channel.size() - length;
        if (tornBytes > 0) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    private static void own(Path file, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(file + " is open in this process already", e);
        }
        throw new IOException(
                file + " belongs to another running pg-sim; end it, or give this one its own NARU_DATA_DIR");
    }

    private static void syncFolder(Path folder) throws IOException {
        // Makes the new file's name durable, not only its content.
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
