package dev.naru.edge.tls;

/** A certificate or key that cannot be used; the message names the file and the reason. */
public final class CertificateException extends Exception {
    private static final long serialVersionUID = 1;

    CertificateException(String message) {
        super(message);
    }

    CertificateException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The reason at the bottom of a chain of causes: what wraps it says little ("General OpenSslEngine problem"). */
    public static String reason(Throwable e) {
        Throwable root = e;
        for (int depth = 0; depth < 16 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        String message = root.getMessage();
        String kind = root.getClass().getSimpleName();
        return message == null || message.isBlank() ? kind : kind + ": " + message;
    }
}
