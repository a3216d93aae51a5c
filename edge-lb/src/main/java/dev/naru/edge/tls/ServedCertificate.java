package dev.naru.edge.tls;

import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a connection's client was shown, and whether a request on it belongs there. A request for a host that another certificate serves, and that the shown one is not
 * good for, came the wrong way: its client has not been proven who answers (RFC 9110 section 15.5.20). Of one connection; on its loop.
 */
public final class ServedCertificate {
    /** Where the handshake leaves it. */
    public static final AttributeKey<ServedCertificate> KEY = AttributeKey.valueOf("edge.served-certificate");

    private final Certificates certificates;
    private final ServerCertificate shown;
    // The last host and the verdict on it: requests of a connection are for one host nearly always.
    private byte[] host = {};
    private boolean verdict = true;

    public ServedCertificate(Certificates certificates, ServerCertificate shown) {
        this.certificates = certificates;
        this.shown = shown;
    }

    /** Whether a request for the host in {@code b[from, to)}, without port, may come over this connection. */
    public boolean fits(byte[] b, int from, int to) {
        if (!Arrays.equals(b, from, to, host, 0, host.length)) {
            host = Arrays.copyOfRange(b, from, to);
            String name = new String(host, StandardCharsets.ISO_8859_1).toLowerCase(java.util.Locale.ROOT);
            verdict = shown.covers(name) || certificates.choose(name).place() == shown.place();
        }
        return verdict;
    }
}
