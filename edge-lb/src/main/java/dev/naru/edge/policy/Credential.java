package dev.naru.edge.policy;

/**
 * A credential that was verified. Immutable.
 *
 * @param a first octets of its fingerprint; {@code b}, {@code c} and {@code d} follow
 * @param expiresMs epoch milliseconds from which it has to be verified again
 * @param generation of the keys or users that it was verified with
 * @param lines header lines that tell the back end who it is, each with its CRLF; never written to
 */
@SuppressWarnings("ArrayRecordComponent") // written to the wire as it is; nobody compares credentials
record Credential(long a, long b, long c, long d, long expiresMs, int generation, byte[] lines) {
    private static final byte[] NO_LINES = {};

    static Credential of(Fingerprint print, long expiresMs, int generation, byte[] lines) {
        return new Credential(print.part(0), print.part(1), print.part(2), print.part(3), expiresMs, generation, lines);
    }

    static byte[] noLines() {
        return NO_LINES;
    }

    boolean is(Fingerprint print) {
        return ((a ^ print.part(0)) | (b ^ print.part(1)) | (c ^ print.part(2)) | (d ^ print.part(3))) == 0;
    }

    boolean fresh(long epochMillis, int currentGeneration) {
        return epochMillis < expiresMs && generation == currentGeneration;
    }
}
