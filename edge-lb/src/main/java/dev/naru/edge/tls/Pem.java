package dev.naru.edge.tls;

import java.util.Base64;

/** The text form of certificates and keys (RFC 7468). */
public final class Pem {
    private Pem() {}

    /**
     * One block.
     *
     * @param type its label, such as {@code CERTIFICATE} or {@code PRIVATE KEY}
     * @param der what it holds
     */
    public static String text(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
