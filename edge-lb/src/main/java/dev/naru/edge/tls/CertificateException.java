package dev.naru.edge.tls;

/** A certificate or key that cannot be used; the message names the file and the reason. */
public final class CertificateException extends Exception {
    private static final long serialVersionUID = 1;

    CertificateException(String message, Throwable cause) {
        super(message, cause);
    }
}
