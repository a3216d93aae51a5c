package dev.naru.edge.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Something made from files that are replaced while the edge runs: certificates are renewed every few weeks. Thread-safe. */
public interface Reloadable {
    /** The files it is made from. */
    List<Path> files();

    /**
     * Reads the files again. What cannot be used leaves what was there in service.
     *
     * @return what was wrong, each with its file and reason; empty when all is well
     */
    List<String> reload();

    /** What an operator should know of what serves now; each line names its file. */
    List<String> warnings(Instant now);
}
