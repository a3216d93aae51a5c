package dev.naru.edge.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The right of one process to write the files of an upstream's deployments. The kernel takes it back when the process ends, however it ends. */
final class FolderLock implements AutoCloseable {
    private static final int MOST_BYTES = 256;

    /**
     * Of this process, with their owners. A process must not even open a lock file that it holds: closing any descriptor of the file would give the lock up (POSIX, fcntl).
     */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final String owner;
    private @Nullable FileChannel channel;

    /** Of an upstream's files. */
    static FolderLock of(DeploymentSettings settings, String owner) {
        return new FolderLock(settings.folder().resolve(settings.upstream() + ".lock"), owner);
    }

    /**
     * @param file that is locked; made if there is none, and left there
     * @param owner for those who find it locked
     */
    private FolderLock(Path file, String owner) {
        this.file = file.toAbsolutePath().normalize();
        this.owner = owner;
    }

    /**
     * Takes the lock if it is free.
     *
     * @return whether it is held now
     */
    boolean take() throws IOException {
        if (channel != null) {
            return true;
        }
        if (HELD.putIfAbsent(file, owner) != null) {
            return false;
        }
        FileChannel opened = null;
        boolean locked = false;
        try {
            opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = opened.tryLock() != null;
            if (locked) {
                opened.truncate(0);
                opened.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
                channel = opened;
            }
            return locked;
        } finally {
            if (!locked) {
                HELD.remove(file);
                if (opened != null) {
                    opened.close();
                }
            }
        }
    }

    /** Who holds it; empty when that is not known. */
    String holder() throws IOException {
        String here = HELD.get(file);
        if (here != null) {
            return here;
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        FileChannel its = channel;
        if (its == null) {
            return;
        }
        channel = null;
        try {
            its.close();
        } catch (IOException closedAnyway) {
            return; // the descriptor is gone in any case, and the lock with it
        } finally {
            HELD.remove(file);
        }
    }
}
