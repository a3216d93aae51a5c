package dev.naru.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Where a process's output goes: a bounded log file, the console, and the last lines, kept to be shown when it dies. */
final class ProcessLog {
    static final int TAIL_LINES = 15;
    /** A longer line is broken. */
    static final int LINE_CHARS = 8_192;
    /** Then the file becomes {@code <name>.log.1}, in place of the one before. */
    static final long FILE_CHARS = 8L << 20;

    private final String name;
    private final Path file;
    private final Console console;
    private final Deque<String> tail = new ArrayDeque<>();

    ProcessLog(String name, Path folder, Console console) {
        this.name = name;
        this.file = folder.resolve(name + ".log");
        this.console = console;
    }

    Path file() {
        return file;
    }

    List<String> tail() {
        synchronized (tail) {
            return List.copyOf(tail);
        }
    }

    /** Reads until the process and all that inherited its output have closed it. */
    void follow(InputStream output) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            Writer log = open();
            try {
                long written = 0;
                for (int c = in.read(); c >= 0; c = in.read()) {
                    if (c != '\n' && line.length() < LINE_CHARS) {
                        line.append((char) c);
                        continue;
                    }
                    written += keep(line.toString(), log);
                    line.setLength(0);
                    if (c != '\n') {
                        line.append((char) c);
                    }
                    if (written > FILE_CHARS) {
                        log.close();
                        Files.move(file, file.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
                        log = open();
                        written = 0;
                    }
                }
                if (!line.isEmpty()) {
                    keep(line.toString(), log);
                }
            } finally {
                log.close();
            }
        } catch (IOException e) {
            console.alarm("the log of " + name + " ends: " + e);
        }
    }

    private int keep(String line, Writer log) throws IOException {
        log.write(line + "\n");
        log.flush();
        console.line(name, line);
        synchronized (tail) {
            tail.addLast(line);
            if (tail.size() > TAIL_LINES) {
                tail.removeFirst();
            }
        }
        return line.length() + 1;
    }

    private Writer open() {
        try {
            return Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
