package dev.naru.edge.observe;

import org.jspecify.annotations.Nullable;

/** The two text formats that Prometheus reads: its own 0.0.4, and OpenMetrics 1.0 for those who ask for it. */
public enum MetricsFormat {
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static final String OPENMETRICS_TYPE = "application/openmetrics-text";

    private final String contentType;

    MetricsFormat(String contentType) {
        this.contentType = contentType;
    }

    /** Of an answer in this format. */
    public String contentType() {
        return contentType;
    }

    /** What a client wants: OpenMetrics when its {@code Accept} names it and likes it no less than plain text (RFC 9110 section 12.5.1). */
    public static MetricsFormat wanted(@Nullable String accept) {
        if (accept == null) {
            return TEXT;
        }
        double openMetrics = 0;
        double text = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip();
            if (type.equalsIgnoreCase(OPENMETRICS_TYPE)) {
                openMetrics = Math.max(openMetrics, quality(parts));
            } else if (type.equalsIgnoreCase("text/plain")) {
                text = Math.max(text, quality(parts));
            }
        }
        return openMetrics > 0 && openMetrics >= text ? OPENMETRICS : TEXT;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0; // who cannot say how much, gets what everybody can read
                }
            }
        }
        return 1;
    }
}
