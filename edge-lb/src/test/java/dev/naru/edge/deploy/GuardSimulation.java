package dev.naru.edge.deploy;

import dev.naru.edge.deploy.SimulatedDeployment.End;
import dev.naru.edge.deploy.SimulatedDeployment.Release;
import dev.naru.edge.deploy.Verdict.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How often the guard is wrong, over traffic levels and sizes of harm: writes {@code docs/deployment-guard-simulation.md} and its picture.
 *
 * <pre>
 * ./mvnw -f edge-lb/pom.xml test-compile
 * java -cp edge-lb/target/test-classes:edge-lb/target/classes:edge-lb/target/lib/* dev.naru.edge.deploy.GuardSimulation docs 50 1
 * </pre>
 */
final class GuardSimulation {
    static final double[] TRAFFIC = {1, 3, 10, 30, 100};

    private GuardSimulation() {}

    /** What became of many deployments. */
    record Outcome(int runs, int rolledBack, int held, int firstStep, double medianSeconds, double medianServed) {
        double share(int count) {
            return (double) count / runs;
        }
    }

    static Outcome simulate(Release release, int runs, long seed) {
        List<End> ends = IntStream.range(0, runs)
                .parallel()
                .mapToObj(run ->
                        new SimulatedDeployment(SimulatedDeployment.usualPlan(), seed * 1_000_003 + run).run(release))
                .toList();
        List<End> back = ends.stream()
                .filter(end -> end.decision() == Decision.ROLL_BACK)
                .toList();
        return new Outcome(
                runs,
                back.size(),
                (int) ends.stream()
                        .filter(end -> end.decision() == Decision.HOLD)
                        .count(),
                (int) back.stream().filter(end -> end.step() == 0).count(),
                median(back.stream().mapToDouble(End::seconds).toArray()),
                median(back.stream().mapToDouble(End::served).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? 0 : values[values.length / 2];
    }

    private record Row(String name, boolean harmless, List<Outcome> outcomes) {}

    private interface Case {
        Release at(double requestsPerSecond);
    }

    public static void main(String[] args) throws IOException {
        Path docs = Path.of(args[0]);
        int runs = Integer.parseInt(args[1]);
        long seed = Long.parseLong(args[2]);
        List<Row> rows = new ArrayList<>();
        harmless(rows, "no worse; 0.1 % of both groups fail", runs, seed, rps -> Release.good(rps, 0.001));
        harmless(rows, "no worse; 2 % of both groups fail", runs, seed, rps -> Release.good(rps, 0.02));
        harmless(
                rows,
                "no worse; for 30 s both fail 20 % more and are 3 times slower",
                runs,
                seed,
                rps -> new Release(rps, 0.001, 0, 1, 0, true, false));
        harmless(
                rows,
                "once a minute the new group stands still: 1.7 % of its answers take 400 ms",
                runs,
                seed,
                rps -> new Release(rps, 0.001, 0, 1, 0, false, true));
        for (double more : new double[] {0.001, 0.002, 0.005, 0.01, 0.02, 0.05}) {
            rows.add(row(
                    String.format(Locale.ROOT, "%.1f %% more fail", 100 * more),
                    more <= 0.002,
                    runs,
                    seed,
                    rps -> Release.failing(rps, more)));
        }
        for (double slower : new double[] {1.2, 1.5, 2, 3}) {
            rows.add(row(
                    String.format(Locale.ROOT, "%.1f times slower", slower),
                    slower <= 1.25,
                    runs,
                    seed,
                    rps -> Release.slow(rps, slower)));
        }
        rows.add(row(
                "5 % more fail, from minute 4 on",
                false, runs, seed, rps -> new Release(rps, 0.001, 0.05, 1, 240, false, false)));
        Files.writeString(docs.resolve("deployment-guard-simulation.md"), table(rows, runs, seed));
        Files.writeString(docs.resolve("images/deployment-guard.svg"), chart(rows));
    }

    private static void harmless(List<Row> rows, String name, int runs, long seed, Case release) {
        rows.add(row(name, true, 5 * runs, seed, release));
    }

    private static Row row(String name, boolean harmless, int runs, long seed, Case release) {
        List<Outcome> outcomes = new ArrayList<>();
        for (double rps : TRAFFIC) {
            outcomes.add(simulate(release.at(rps), runs, seed));
        }
        System.out.println(name + ": " + outcomes);
        return new Row(name, harmless, outcomes);
    }

    private static String table(List<Row> rows, int runs, long seed) {
        StringBuilder out = new StringBuilder();
        out.append("# How often the guard is wrong\n\nWritten by `GuardSimulation` (seed ")
                .append(seed)
                .append(", ")
                .append(runs);
        out.append(" deployments a cell, five times as many of harmless releases). Each is a whole deployment with the"
                + " defaults: steps of 10, 25, 50, 75 and 100 %, 60 s and 100 requests\n");
        out.append(
                "each at least, false alarms 2 %, tolerated are 0.2 % more errors and 1.25 times the latency (5 ms at"
                        + " least). The old group fails 0.1 % of its requests unless it is said otherwise;\n");
        out.append("latencies are logarithmic normal (p50 40 ms, p95 91 ms). How it decides:"
                + " [decisions/deployment-guard.md](decisions/deployment-guard.md).\n\n");
        out.append("![Deployments rolled back, by traffic](images/deployment-guard.svg)\n\n");
        out.append("## Rolled back, of all deployments\n\n"
                + "In brackets: in the first step, with 10 % of the users. Held for an operator: after the stroke,"
                + " where any.\n\n"
                + "| release | ");
        for (double rps : TRAFFIC) {
            out.append(String.format(Locale.ROOT, "%.0f/s | ", rps));
        }
        out.append("\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            out.append("| ")
                    .append(row.name())
                    .append(row.harmless() ? " (tolerated)" : "")
                    .append(" | ");
            for (Outcome o : row.outcomes()) {
                out.append(String.format(
                        Locale.ROOT, "%.1f %% (%.0f %%)", 100 * o.share(o.rolledBack()), 100 * o.share(o.firstStep())));
                out.append(o.held() == 0 ? "" : String.format(Locale.ROOT, " / %.1f %%", 100 * o.share(o.held())));
                out.append(" | ");
            }
            out.append('\n');
        }
        out.append("\n## Until the roll back: seconds, and requests that the new group got (medians)\n\n| release | ");
        for (double rps : TRAFFIC) {
            out.append(String.format(Locale.ROOT, "%.0f/s | ", rps));
        }
        out.append("\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            if (row.harmless()) {
                continue;
            }
            out.append("| ").append(row.name()).append(" | ");
            for (Outcome o : row.outcomes()) {
                out.append(
                        o.rolledBack() == 0
                                ? "never | "
                                : String.format(Locale.ROOT, "%.0f s, %.0f | ", o.medianSeconds(), o.medianServed()));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String chart(List<Row> rows) {
        int width = 900;
        int rowHeight = 24;
        int left = 420;
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"system-ui,sans-serif\""
                        + " font-size=\"13\">%n",
                width,
                40 + rows.size() * rowHeight));
        out.append("<style>text{fill:#24292f}@media (prefers-color-scheme:dark){text{fill:#e6edf3}}</style>\n");
        for (int t = 0; t < TRAFFIC.length; t++) {
            out.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"20\" text-anchor=\"middle\">%.0f/s</text>%n",
                    left + t * 96 + 46,
                    TRAFFIC[t]));
        }
        for (int r = 0; r < rows.size(); r++) {
            Row row = rows.get(r);
            int y = 30 + r * rowHeight;
            out.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                    left - 10,
                    y + 16,
                    row.name()));
            for (int t = 0; t < TRAFFIC.length; t++) {
                Outcome o = row.outcomes().get(t);
                double share = o.share(o.rolledBack());
                String colour = row.harmless() ? "#b3261e" : "#1b7f3b";
                out.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"92\" height=\"20\" fill=\"%s\" fill-opacity=\"%.2f\""
                                + " stroke=\"#8a939e\" stroke-opacity=\".4\"/><text x=\"%d\" y=\"%d\""
                                + " text-anchor=\"middle\">%.1f %%</text>%n",
                        left + t * 96,
                        y,
                        colour,
                        0.05 + 0.6 * share,
                        left + t * 96 + 46,
                        y + 15,
                        100 * share));
            }
        }
        return out.append("</svg>\n").toString();
    }
}
