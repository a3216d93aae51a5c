package dev.naru.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results for people. */
final class MarkdownReport {

    private final Results results;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(Results results) {
        this.results = results;
    }

    static String of(Results results) {
        MarkdownReport report = new MarkdownReport(results);
        report.head();
        report.cpu();
        for (CaseInfo one : results.cases()) {
            report.metrics(one);
        }
        report.remarks();
        return report.out.toString();
    }

    private void head() {
        RunInfo run = results.run();
        line("# edge-lb beside " + (run.peers().isEmpty() ? "nothing" : String.join(" and ", run.peers())));
        line("");
        line(run.date() + ", `" + run.commandLine() + "`");
        line("");
        line("- Machine: " + run.machine().processor() + ", " + run.machine().cores() + " cores, "
                + run.machine().memoryMb() + " MB" + (run.machine().virtual() ? ", virtual" : "")
                + (run.machine().connectionTracking()
                        ? ", netfilter tracks connections (costs every proxy about a tenth)"
                        : "")
                + "; Linux "
                + run.machine().kernel() + "; load generator on Java "
                + run.machine().java());
        run.versions().forEach((proxy, version) -> line("- " + proxy + ": " + version));
        line("- " + run.rounds() + " rounds, each proxy started afresh in each; warm-up " + run.warmUpS()
                + " s, measured " + run.measureS() + " s; proxy on the first of cores " + run.proxyCores()
                + ", load and back end on "
                + run.loadCores());
        line(String.format(
                Locale.ROOT,
                "- The rig alone, without a proxy: %,.0f requests/s on 64 connections",
                run.rigRequestsPerS()));
        run.remarks().forEach(remark -> line("- **" + remark + "**"));
        line("");
        line(
                "Medians over the rounds. A ratio is the median of the ratios within each round, to the better of the peers"
                        + " (the one without a ratio); under 1 is better, differences under 5 % are none.");
        line("");
    }

    private void cpu() {
        List<Comparison> rows = new ArrayList<>();
        for (CaseInfo one : results.cases()) {
            results.comparison(one.name(), Metric.CPU_US).ifPresent(rows::add);
        }
        if (rows.isEmpty()) {
            return;
        }
        line("## CPU per request, µs");
        line("");
        List<String> proxies = results.run().proxies();
        line("| case | " + String.join(" | ", proxies) + " | target |");
        line("|---|" + "---|".repeat(proxies.size() + 1));
        for (Comparison row : rows) {
            CaseInfo one = results.cases().stream()
                    .filter(info -> info.name().equals(row.caseName()))
                    .findFirst()
                    .orElseThrow();
            String target = one.target() == null ? "–" : format(one.target(), 2);
            line("| " + one.title() + " | "
                    + proxies.stream().map(proxy -> cell(row, proxy)).collect(Collectors.joining(" | ")) + " | "
                    + target
                    + " |");
        }
        line("");
    }

    private void metrics(CaseInfo one) {
        List<Comparison> rows = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            results.comparison(one.name(), metric).ifPresent(rows::add);
        }
        List<String> proxies = results.run().proxies();
        line("## " + one.name() + ": " + one.title());
        line("");
        if (rows.isEmpty()) {
            line("No valid sample.");
            line("");
            return;
        }
        line("| | " + String.join(" | ", proxies) + " |");
        line("|---|" + "---|".repeat(proxies.size()));
        for (Comparison row : rows) {
            String unit =
                    row.metric().unit().isEmpty() ? "" : ", " + row.metric().unit();
            line("| " + row.metric().title() + unit + " | "
                    + proxies.stream().map(proxy -> cell(row, proxy)).collect(Collectors.joining(" | ")) + " |");
        }
        line("");
    }

    private static String cell(Comparison row, String proxy) {
        Statistics statistics = row.byProxy().get(proxy);
        if (statistics == null) {
            return "void";
        }
        String value = format(statistics.median(), row.metric().digits());
        Statistics ratio = row.ratios().get(proxy);
        String spread =
                statistics.count() > 1 ? String.format(Locale.ROOT, " ±%.0f %%", 100 * statistics.spread()) : "";
        return ratio == null || proxy.equals(row.bestPeer())
                ? value + spread
                : value + spread + " (**" + format(ratio.median(), 2) + "**)";
    }

    private void remarks() {
        List<String> lines = new ArrayList<>();
        for (Sample sample : results.samples()) {
            String where = sample.caseName() + ", " + sample.proxy() + ", round " + sample.round() + ": ";
            sample.errors().forEach(error -> lines.add("- **void** " + where + error));
            sample.remarks().forEach(remark -> lines.add("- " + where + remark));
            Statistics.drift(sample.warmUp().stream().mapToLong(Long::longValue).toArray(), 2).stream()
                    .filter(drift -> drift > 1.05)
                    .forEach(drift -> lines.add("- " + where + "still getting faster at the end of the warm-up, by "
                            + format(100 * (drift - 1), 0) + " %"));
        }
        if (!lines.isEmpty()) {
            line("## Remarks");
            line("");
            lines.forEach(this::line);
            line("");
        }
    }

    static String format(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
