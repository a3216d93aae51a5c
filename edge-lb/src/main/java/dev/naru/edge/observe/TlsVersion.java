package dev.naru.edge.observe;

/** The versions of TLS that the edge speaks. */
public enum TlsVersion {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    final String label;

    TlsVersion(String label) {
        this.label = label;
    }
}
