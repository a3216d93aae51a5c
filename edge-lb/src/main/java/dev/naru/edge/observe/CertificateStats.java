package dev.naru.edge.observe;

import java.util.List;

/**
 * What is to be told of the certificates.
 *
 * @param reloads times that changed files were read again
 * @param reloadFailures certificates that a reload refused
 */
public record CertificateStats(List<Serving> serving, long reloads, long reloadFailures) {
    /** What a certificate is shown to. */
    public enum Use {
        /** To clients of a listener. */
        LISTENER,
        /** To the servers of an upstream that ask for one. */
        UPSTREAM
    }

    /**
     * One that serves.
     *
     * @param name of the listener or upstream
     * @param file of the certificate
     * @param notAfterSeconds when it expires, in seconds since 1970
     */
    public record Serving(Use use, String name, String file, long notAfterSeconds) {}

    public CertificateStats {
        serving = List.copyOf(serving);
    }
}
