package dev.naru.edge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsFormatTest {
    @Test
    void openMetricsIsForThoseWhoAskForIt() {
        assertEquals(MetricsFormat.TEXT, MetricsFormat.wanted(null));
        assertEquals(MetricsFormat.TEXT, MetricsFormat.wanted("*/*"));
        assertEquals(MetricsFormat.TEXT, MetricsFormat.wanted("text/plain, application/openmetrics-text;q=0.5"));
        assertEquals(MetricsFormat.TEXT, MetricsFormat.wanted("application/openmetrics-text;q=0"));
        assertEquals(
                MetricsFormat.OPENMETRICS,
                MetricsFormat.wanted(
                        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"));
    }

    @Test
    void bothFormatsNameTheirFamilies() {
        for (MetricsFormat format : MetricsFormat.values()) {
            Exposition out = new Exposition(format);
            out.counter("edge_x", "X.").value(Exposition.labels("a", "q\"\\\n"), 1);
            out.gauge("edge_y_bytes", "Y.").value("", 0.25);
            String type = format == MetricsFormat.TEXT ? "edge_x_total" : "edge_x";
            String unit = format == MetricsFormat.TEXT ? "" : "# UNIT edge_y_bytes bytes\n";
            assertEquals(
                    "# HELP " + type + " X.\n# TYPE " + type + " counter\nedge_x_total{a=\"q\\\"\\\\\\n\"} 1\n"
                            + "# HELP edge_y_bytes Y.\n# TYPE edge_y_bytes gauge\n" + unit + "edge_y_bytes 0.25\n"
                            + (format == MetricsFormat.TEXT ? "" : "# EOF\n"),
                    out.end());
        }
    }

    @Test
    void aHistogramIsCumulative() {
        Histogram histogram = new Histogram();
        histogram.record(400_000);
        histogram.record(3_000_000);
        histogram.record(100_000_000_000L);
        Exposition out = new Exposition(MetricsFormat.TEXT);
        out.histogram("edge_z_seconds", "Z.").value("", Distribution.of(List.of(histogram)));
        List<String> lines = out.end().lines().toList();
        assertEquals("edge_z_seconds_bucket{le=\"0.0005\"} 1", lines.get(2));
        assertEquals("edge_z_seconds_bucket{le=\"0.0025\"} 1", lines.get(4));
        assertEquals("edge_z_seconds_bucket{le=\"0.005\"} 2", lines.get(5));
        assertEquals("edge_z_seconds_bucket{le=\"60.0\"} 2", lines.get(17));
        assertEquals("edge_z_seconds_bucket{le=\"+Inf\"} 3", lines.get(18));
        assertEquals("edge_z_seconds_sum 100.0034", lines.get(19));
        assertEquals("edge_z_seconds_count 3", lines.get(20));
    }
}
