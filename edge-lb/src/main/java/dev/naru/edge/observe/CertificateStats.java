package dev.naru.edge.observe;

import java.util.List;

/**
 * What is to be told of the certificates.
 *
 * @param reloads times that changed files were read again
 * @param reloadFailures certificates that a reload refused
 */
public record CertificateStats(List<Serving> serving, long reloads, long reloadFailures) {
    /**
     * One that serves.
     *
     * @param file of the certificate
     * @param notAfterSeconds when it expires, in seconds since 1970
     */
    public record Serving(String listener, String file, long notAfterSeconds) {
        String labels() {
            return "listener=\"" + listener + "\",file=\""
                    + file.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        }
    }

    public CertificateStats {
        serving = List.copyOf(serving);
    }
}
