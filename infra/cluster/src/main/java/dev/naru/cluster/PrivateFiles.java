package dev.naru.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner may read: created with their mode, never widened for a moment. */
final class PrivateFiles {
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** The folder itself and those above it, as far as they are missing. */
    static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
        } catch (IOException e) {
            throw new LaunchException("Cannot create the folder " + folder + ": " + e, e);
        }
    }

    /** Writes the whole text or nothing: a reader never sees half a file, and a crash leaves the old one. */
    static void write(Path file, String text) {
        write(file, text, OWNER_FILE);
    }

    static void write(Path file, String text, Set<PosixFilePermission> mode) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("no folder for " + file);
        }
        try {
            Path draft = Files.createTempFile(folder, ".draft", "", PosixFilePermissions.asFileAttribute(OWNER_FILE));
            Files.writeString(draft, text);
            Files.setPosixFilePermissions(draft, mode);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LaunchException("Cannot write " + file + ": " + e, e);
        }
    }

    static void mode(Path path, Set<PosixFilePermission> mode) {
        try {
            Files.setPosixFilePermissions(path, mode);
        } catch (IOException e) {
            throw new LaunchException("Cannot change the mode of " + path + ": " + e, e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
