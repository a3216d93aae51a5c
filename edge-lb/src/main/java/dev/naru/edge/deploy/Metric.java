package dev.naru.edge.deploy;

/** What the guard compares between the groups. */
public enum Metric {
    ERRORS_5XX("5xx"),
    CONNECT("connect errors"),
    P95("p95"),
    P99("p99");

    /** As reports name it. */
    public final String label;

    Metric(String label) {
        this.label = label;
    }
}
