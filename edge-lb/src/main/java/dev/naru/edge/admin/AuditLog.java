package dev.naru.edge.admin;

import com.google.gson.JsonObject;
import dev.naru.edge.upstream.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what, when, from what to what: JSON lines, appended and forced to the disk one by one, so that they outlive the process. At {@value #MAX_BYTES} bytes the file
 * becomes {@code FILE.1}, and so on up to {@value #KEPT}; the last {@value #REMEMBERED} lines are in memory for the API. Thread-safe.
 */
public final class AuditLog implements AutoCloseable {
    static final long MAX_BYTES = 4 * 1024 * 1024;
    static final int KEPT = 4;
    static final int REMEMBERED = 1000;

    private final @Nullable Path file;
    private final long maxBytes;
    private final Consumer<String> events;
    private final Deque<String> last = new ArrayDeque<>();
    private final List<Consumer<String>> listeners = new ArrayList<>();
    private @Nullable FileChannel out;

    private AuditLog(@Nullable Path file, long maxBytes, Consumer<String> events) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.events = events;
    }

    /**
     * Opens the log, and remembers the end of what is there.
     *
     * @param file null for one in memory only
     * @param events told when a line cannot be written
     * @throws IOException when the file cannot be read or appended to
     */
    public static AuditLog open(@Nullable Path file, Consumer<String> events) throws IOException {
        return open(file, MAX_BYTES, events);
    }

    static AuditLog open(@Nullable Path file, long maxBytes, Consumer<String> events) throws IOException {
        AuditLog log = new AuditLog(file, maxBytes, events);
        if (file != null) {
            log.remember(log.old(1));
            log.remember(file);
            log.out = append(file);
        }
        return log;
    }

    private static FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private void remember(Path from) throws IOException {
        if (Files.exists(from)) {
            try (var lines = Files.lines(from)) {
                lines.filter(line -> !line.isBlank()).forEach(this::remember);
            } catch (UncheckedIOException e) {
                throw new IOException("admin.auditLog: " + from + " is no text: " + e.getMessage(), e);
            }
        }
    }

    private void remember(String line) {
        last.addLast(line);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
    }

    private Path old(int number) {
        return Path.of(file + "." + number);
    }

    /** Writes one line. What cannot be written is in memory and in the event log at least. */
    public synchronized void record(Change change) {
        JsonObject json = new JsonObject();
        json.addProperty("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        json.addProperty("who", change.who());
        json.addProperty("what", change.what());
        json.addProperty("before", change.before());
        json.addProperty("after", change.after());
        String line = Json.write(json);
        remember(line);
        FileChannel to = out;
        if (to != null && file != null) {
            try {
                if (to.size() >= maxBytes) {
                    to = rotate(file, to);
                }
                ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
                to.force(false);
            } catch (IOException e) {
                events.accept("audit log: a line could not be written to " + file + ": " + e.getMessage());
            }
        }
        listeners.forEach(listener -> listener.accept(line));
    }

    private FileChannel rotate(Path of, FileChannel full) throws IOException {
        for (int number = KEPT - 1; number >= 1; number--) {
            if (Files.exists(old(number))) {
                Files.move(old(number), old(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(of, old(1), StandardCopyOption.REPLACE_EXISTING);
        FileChannel fresh = append(of);
        out = fresh;
        full.close();
        return fresh;
    }

    /** The last lines, the newest last. */
    synchronized List<String> last(int limit) {
        List<String> all = new ArrayList<>(last);
        return List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    /** Tells each line as it is written; quick, since writers wait for it. */
    public synchronized void follow(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void close() {
        FileChannel open = out;
        out = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                events.accept("audit log: " + e.getMessage());
            }
        }
    }
}
