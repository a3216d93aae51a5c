package dev.naru.edge.observe;

import java.math.BigDecimal;
import java.util.Locale;

/** Writes metric families in one of the formats: first the head of a family, then its samples. Not thread-safe. */
final class Exposition {
    /** Upper bounds of histograms, in microseconds: from half a millisecond to a minute. */
    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000
    };

    private final StringBuilder out = new StringBuilder(32 * 1024);
    private final MetricsFormat format;
    private String name = "";
    private String suffix = "";

    Exposition(MetricsFormat format) {
        this.format = format;
    }

    /** A pair of a label for each two texts, with values escaped. */
    static String labels(String... namesAndValues) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.append(i == 0 ? "" : ",").append(namesAndValues[i]).append("=\"");
            String value = namesAndValues[i + 1];
            all.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                    .append('"');
        }
        return all.toString();
    }

    /** Begins a counter; {@code family} is without {@code _total}, which its samples have. */
    Exposition counter(String family, String help) {
        return begin(family, "counter", "_total", help);
    }

    Exposition gauge(String family, String help) {
        return begin(family, "gauge", "", help);
    }

    Exposition histogram(String family, String help) {
        return begin(family, "histogram", "", help);
    }

    private Exposition begin(String family, String type, String samples, String help) {
        name = family;
        suffix = samples;
        String told = format == MetricsFormat.OPENMETRICS ? family : family + samples;
        out.append("# HELP ").append(told).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(told).append(' ').append(type).append('\n');
        String unit = family.endsWith("_seconds") ? "seconds" : family.endsWith("_bytes") ? "bytes" : "";
        if (format == MetricsFormat.OPENMETRICS && !unit.isEmpty()) {
            out.append("# UNIT ").append(told).append(' ').append(unit).append('\n');
        }
        return this;
    }

    /** A sample of the family that was begun last. */
    Exposition value(String labels, long value) {
        return sample(suffix, labels, Long.toString(value));
    }

    Exposition value(String labels, double value) {
        return sample(suffix, labels, number(value));
    }

    /** All samples of one histogram. */
    Exposition value(String labels, Distribution durations) {
        String separator = labels.isEmpty() ? "" : ",";
        for (long micros : BOUNDS_MICROS) {
            sample(
                    "_bucket",
                    labels + separator + "le=\"" + number(micros / 1e6) + "\"",
                    Long.toString(durations.countUpTo(micros)));
        }
        sample("_bucket", labels + separator + "le=\"+Inf\"", Long.toString(durations.count()));
        sample("_sum", labels, number(durations.sumSeconds()));
        return sample("_count", labels, Long.toString(durations.count()));
    }

    private Exposition sample(String behind, String labels, String value) {
        out.append(name).append(behind);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
        return this;
    }

    /** Without an exponent, which not every reader of {@code le} takes. */
    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** The whole text. */
    String end() {
        if (format == MetricsFormat.OPENMETRICS) {
            out.append("# EOF\n");
        }
        return out.toString();
    }
}
