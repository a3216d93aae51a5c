package dev.naru.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A proxy that goes through the faults. */
interface Contender {
    String name();

    /** Empty when it can run; otherwise what is missing and how to get it. */
    Optional<String> missing();

    String version() throws IOException, InterruptedException;

    /** The resource with its configuration. */
    String template();

    /** Values that this one needs beside those of all. */
    Map<String, String> values(Path dir) throws IOException;

    /** Runs it in the foreground with this configuration. */
    List<String> command(Path config);

    /** The signal that makes it drain and leave. */
    String leave();

    /** The signal that makes it read its configuration again. */
    String reload();

    /** Whether it sees by itself that a certificate was replaced. */
    boolean watchesCertificates();
}
