package dev.naru.origin.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Looks for malware. A file is in quarantine until it has answered; without a scanner there is no quarantine. */
interface Scanner {

    /**
     * Reads the bytes to their end.
     *
     * @return what was found; empty when nothing was
     * @throws IOException when there is no verdict; the file stays in quarantine, and is scanned again later
     */
    Optional<String> scan(InputStream bytes) throws IOException;
}
