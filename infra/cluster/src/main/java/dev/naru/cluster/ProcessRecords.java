package dev.naru.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One small file per running process: its id and the moment it started. Both together name a process for good; an id alone is given
 * again to somebody else's. At the next start, what an earlier launcher left behind is found and ended by them, and nothing else is.
 */
final class ProcessRecords {
    private static final int END_TIMEOUT_S = 10;

    private final Path folder;

    ProcessRecords(Path folder) {
        this.folder = PrivateFiles.folder(folder);
    }

    void add(String name, ProcessHandle process) {
        Optional<Instant> started = process.info().startInstant();
        if (started.isPresent()) {
            PrivateFiles.write(
                    folder.resolve(name), process.pid() + " " + started.get().toEpochMilli() + "\n");
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new LaunchException("Cannot delete " + folder.resolve(name) + ": " + e, e);
        }
    }

    /** Ends what is left from an earlier launcher. The names of what had to be ended. */
    List<String> endLeftOvers() {
        List<String> ended = new ArrayList<>();
        for (Path record : records()) {
            String name = String.valueOf(record.getFileName());
            Optional<ProcessHandle> process = alive(PrivateFiles.read(record).strip());
            if (process.isPresent()) {
                end(process.get());
                ended.add(name + " (pid " + process.get().pid() + ")");
            }
            remove(name);
        }
        return ended;
    }

    private List<Path> records() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new LaunchException("Cannot read " + folder + ": " + e, e);
        }
    }

    private static Optional<ProcessHandle> alive(String record) {
        String[] fields = record.split(" ", -1);
        if (fields.length != 2) {
            return Optional.empty();
        }
        try {
            long startedMs = Long.parseLong(fields[1]);
            return ProcessHandle.of(Long.parseLong(fields[0])).filter(process -> process.info()
                    .startInstant()
                    .map(started -> started.toEpochMilli() == startedMs)
                    .orElse(false));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(END_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (TimeoutException tooSlow) {
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new LaunchException("Cannot wait for the end of process " + process.pid() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
