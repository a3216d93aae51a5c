package dev.naru.bench.proxy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A proxy under comparison. Adding one is writing one of these. */
public interface Proxy {

    /** What results call it. */
    String name();

    /** Whether results are ratios to it, rather than of it. */
    boolean peer();

    /** Empty when it can run; otherwise what is missing and how to get it. */
    Optional<String> missing();

    /** As the program itself tells it. */
    String version() throws IOException, InterruptedException;

    /** Writes the configuration, and returns the command that runs the proxy in the foreground. */
    List<String> configure(Setup setup) throws IOException;
}
