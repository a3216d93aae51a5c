package dev.naru.edge.config;

/** The beginning of an error's or warning's line. */
final class Place {
    private Place() {}

    static String of(String file, String path, int line, int column) {
        String mark = line > 0 ? ":" + line + ":" + column + ": " : ": ";
        return file + mark + (path.isEmpty() ? "" : path + ": ");
    }
}
