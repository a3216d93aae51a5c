package dev.naru.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code report.md}, {@code results.csv}, {@code results.json}, {@code cpu.svg} and {@code warm-up.svg}. */
public final class ResultFiles {

    private ResultFiles() {}

    /** Makes the folder when it is missing. */
    public static void write(Results results, Path dir) throws IOException {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("report.md"), report(results));
        Files.writeString(dir.resolve("results.csv"), CsvReport.of(results));
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(dir.resolve("results.json"), json.writeValueAsString(results) + "\n");
        Files.writeString(dir.resolve("cpu.svg"), Charts.cpu(results));
        Files.writeString(dir.resolve("warm-up.svg"), Charts.warmUp(results));
    }

    /** The report as text. */
    public static String report(Results results) {
        return MarkdownReport.of(results);
    }
}
