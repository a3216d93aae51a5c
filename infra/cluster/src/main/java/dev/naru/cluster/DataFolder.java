package dev.naru.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that one cluster keeps, in one folder that one launcher at a time may use. */
final class DataFolder implements AutoCloseable {
    /** All names that the launcher writes here; it deletes nothing else. */
    private static final List<String> KEPT =
            List.of("config", "postgres", "redis", "blobs", "pg-sim", "cron-runner", "logs", "run");

    private final Path root;
    private final RandomAccessFile lockFile;
    private final FileLock lock;

    private DataFolder(Path root, RandomAccessFile lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Takes the folder, or throws when another launcher has it. */
    static DataFolder open(Path folder) {
        Path root = PrivateFiles.folder(folder.toAbsolutePath().normalize());
        Path path = root.resolve("lock");
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            FileLock lock = tryLock(file);
            if (lock == null) {
                String owner = file.readLine();
                file.close();
                throw new LaunchException("A cluster already runs on " + root
                        + (owner == null ? "" : " (pid " + owner + ")")
                        + ": stop it first, or give this one a folder of its own with --data");
            }
            file.setLength(0);
            file.writeBytes(ProcessHandle.current().pid() + "\n");
            return new DataFolder(root, file, lock);
        } catch (IOException e) {
            throw new LaunchException("Cannot lock " + path + ": " + e, e);
        }
    }

    /** A folder below, made when it is missing. */
    Path folder(String name) {
        if (!KEPT.contains(name)) {
            throw new IllegalArgumentException(name + " is not in the list of what --fresh deletes");
        }
        return PrivateFiles.folder(root.resolve(name));
    }

    /** The names of {@link PublicUrls#hostsFile}. */
    Path hostsFile() {
        return folder("config").resolve("hosts");
    }

    Path root() {
        return root;
    }

    /** Deletes the data, the secrets and the logs, after saying so. */
    void empty(Consumer<String> notice) {
        List<Path> doomed =
                KEPT.stream().map(root::resolve).filter(Files::exists).toList();
        if (doomed.isEmpty()) {
            return;
        }
        List<String> names =
                doomed.stream().map(path -> String.valueOf(path.getFileName())).toList();
        notice.accept("--fresh deletes in " + root + ": " + String.join(", ", names));
        for (Path path : doomed) {
            try {
                Files.walkFileTree(path, new Deleter());
            } catch (IOException e) {
                throw new LaunchException("Cannot delete " + path + ": " + e, e);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new LaunchException("Cannot give back " + root + ": " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    /** Deletes what it visits; a symbolic link is deleted, not followed. */
    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
