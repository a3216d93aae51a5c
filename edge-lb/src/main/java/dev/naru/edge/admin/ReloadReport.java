package dev.naru.edge.admin;

import java.util.List;

/**
 * What became of a reload.
 *
 * @param taken whether the file is served now
 * @param errors why it was not taken, each with line and column where the file is to blame; nothing was changed
 * @param warnings about what is served now: of the file, of certificates, and of settings that wait for a restart
 */
public record ReloadReport(boolean taken, List<String> errors, List<String> warnings) {
    public ReloadReport {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /** Refused for one reason. */
    public static ReloadReport refused(String error) {
        return new ReloadReport(false, List.of(error), List.of());
    }
}
