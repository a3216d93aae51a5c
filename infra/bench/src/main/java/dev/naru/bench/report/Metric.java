package dev.naru.bench.report;

/** What is measured, with its unit, and how it is shown. Less is better in all but the rates. */
public enum Metric {
    CPU_US("CPU per request", "µs", 1, true),
    REQUESTS_PER_S("throughput", "requests/s", 0, true),
    PROXY_BUSY("proxy's cores busy", "%", 0, false),
    LOAD_BUSY("load's cores busy", "%", 0, false),
    OTHERS_BUSY("other processes, of one core", "%", 0, false),
    P50_US("p50", "µs", 0, true),
    P99_US("p99", "µs", 0, true),
    P999_US("p99.9", "µs", 0, true),
    MAX_US("slowest", "µs", 0, false),
    P50_SLOW_US("p50 beside slow clients", "µs", 0, true),
    P99_SLOW_US("p99 beside slow clients", "µs", 0, true),
    P999_SLOW_US("p99.9 beside slow clients", "µs", 0, true),
    SLOW_CUT("slow clients cut", "", 0, false),
    RSS_IDLE_MB("RSS idle", "MB", 1, true),
    PSS_IDLE_MB("PSS idle", "MB", 1, false),
    RSS_LOADED_MB("RSS loaded", "MB", 1, true),
    PSS_LOADED_MB("PSS loaded", "MB", 1, false),
    RSS_CONNECTIONS_MB("RSS with 10,000 idle connections", "MB", 1, true),
    PSS_CONNECTIONS_MB("PSS with 10,000 idle connections", "MB", 1, false),
    FIRST_ANSWER_MS("first answer after start", "ms", 0, true);

    private final String title;
    private final String unit;
    private final int digits;
    private final boolean compared;

    Metric(String title, String unit, int digits, boolean compared) {
        this.title = title;
        this.unit = unit;
        this.digits = digits;
        this.compared = compared;
    }

    public String title() {
        return title;
    }

    public String unit() {
        return unit;
    }

    public int digits() {
        return digits;
    }

    /** Whether a ratio to the peers says anything. */
    public boolean compared() {
        return compared;
    }

    public boolean moreIsBetter() {
        return this == REQUESTS_PER_S;
    }
}
