package dev.naru.edge.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The texts of file names: relative ones are relative to the configuration.
 *
 * @param folder the configuration's
 */
record NearbyFiles(Path folder) {

    /** A file that is there and can be read. */
    Path readable(String text) {
        Path file = folder.resolve(text);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("the file " + file + " does not exist");
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is no regular file");
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("the file " + file + " may not be read by this user");
        }
        return file;
    }

    /** A file that can be appended to, there already or not. */
    Path writable(String text) {
        Path file = folder.resolve(text);
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IllegalArgumentException("the folder of " + file + " does not exist");
        }
        boolean exists = Files.exists(file);
        if (exists && Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a folder");
        }
        if (!Files.isWritable(exists ? file : parent)) {
            throw new IllegalArgumentException("the file " + file + " may not be written by this user");
        }
        return file;
    }
}
