package dev.naru.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The two plots of a run. */
final class Charts {

    private static final List<String> COLOURS =
            List.of("#0b6e99", "#d98a29", "#7a7a7a", "#7b5ea7", "#3f8f5b", "#b5484f", "#556b2f", "#1f3b57");
    private static final int LEFT = 240;
    private static final int WIDTH = 860;
    private static final int BAR = 14;

    private Charts() {}

    static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    /** Horizontal bars: CPU per request of each case, the better peer = 1. */
    static String cpu(Results results) {
        List<String> proxies = results.run().proxies();
        List<Comparison> rows = new ArrayList<>();
        for (CaseInfo one : results.cases()) {
            results.comparison(one.name(), Metric.CPU_US)
                    .filter(row -> !row.ratios().isEmpty())
                    .ifPresent(rows::add);
        }
        int group = proxies.size() * BAR + 16;
        int height = 70 + rows.size() * group + 20;
        double largest = rows.stream()
                .flatMap(row -> row.ratios().values().stream())
                .mapToDouble(Statistics::median)
                .max()
                .orElse(1);
        double scale = (WIDTH - LEFT - 70) / Math.max(1.2, largest);
        Svg svg = new Svg(WIDTH, height, "CPU per request, the better of the peers = 1");
        svg.text(10, 22, "start", 15, "CPU per request, the better of the peers = 1 (shorter is better)");
        legend(svg, proxies, 44);
        int y = 64;
        for (Comparison row : rows) {
            svg.text(LEFT - 8, y + proxies.size() * BAR / 2.0 + 4, "end", 12, row.caseName());
            for (int i = 0; i < proxies.size(); i++) {
                Optional<Statistics> ratio = Optional.ofNullable(row.ratios().get(proxies.get(i)));
                int top = y + i * BAR;
                int colour = i;
                ratio.ifPresent(value -> {
                    svg.rectangle(LEFT, top, value.median() * scale, BAR - 2, colour(colour));
                    svg.text(
                            LEFT + value.median() * scale + 4,
                            top + BAR - 4,
                            "start",
                            10,
                            MarkdownReport.format(value.median(), 2));
                });
            }
            y += group;
        }
        svg.line(LEFT + scale, 56, LEFT + scale, height - 16, "#222222");
        return svg.document();
    }

    /** Lines: requests in each second after the start, median over the rounds, of the first case that has a warm-up. */
    static String warmUp(Results results) {
        Svg svg = new Svg(WIDTH, 360, "Throughput while warming up");
        Optional<String> first = results.samples().stream()
                .filter(sample -> sample.warmUp().size() > 1)
                .map(Sample::caseName)
                .findFirst();
        svg.text(
                10,
                22,
                "start",
                15,
                "Requests in each second after the start"
                        + first.map(name -> ", " + name).orElse(""));
        List<String> proxies = results.run().proxies();
        legend(svg, proxies, 44);
        List<double[]> lines = new ArrayList<>();
        double top = 1;
        int seconds = 1;
        for (String proxy : proxies) {
            double[] line = first.map(name -> warmUpOf(results, name, proxy)).orElse(new double[0]);
            lines.add(line);
            seconds = Math.max(seconds, line.length);
            for (double value : line) {
                top = Math.max(top, value);
            }
        }
        axes(svg, top, seconds);
        for (int i = 0; i < lines.size(); i++) {
            double[] ys = lines.get(i);
            double[] xs = new double[ys.length];
            for (int second = 0; second < ys.length; second++) {
                xs[second] = x(second + 1, seconds);
                ys[second] = y(ys[second], top);
            }
            svg.polyline(xs, ys, colour(i));
        }
        return svg.document();
    }

    private static double[] warmUpOf(Results results, String caseName, String proxy) {
        List<List<Long>> rounds = results.samples().stream()
                .filter(sample -> sample.caseName().equals(caseName)
                        && sample.proxy().equals(proxy)
                        && sample.errors().isEmpty())
                .map(Sample::warmUp)
                .toList();
        int seconds = rounds.stream().mapToInt(List::size).min().orElse(0);
        double[] medians = new double[seconds];
        for (int i = 0; i < seconds; i++) {
            int second = i;
            medians[i] = Statistics.of(rounds.stream()
                            .map(round -> (double) round.get(second))
                            .toList())
                    .median();
        }
        return medians;
    }

    private static void axes(Svg svg, double top, int seconds) {
        svg.line(70, 320, WIDTH - 20, 320, "#222222");
        for (int second = 1; second <= seconds; second++) {
            svg.text(x(second, seconds), 338, "middle", 11, second + " s");
        }
        for (int part = 0; part <= 4; part++) {
            double value = top * part / 4;
            svg.line(70, y(value, top), WIDTH - 20, y(value, top), "#dddddd");
            svg.text(64, y(value, top) + 4, "end", 11, MarkdownReport.format(value, 0));
        }
    }

    private static double x(int second, int seconds) {
        return 70 + (WIDTH - 110.0) * second / seconds;
    }

    private static double y(double value, double top) {
        return 320 - 250 * value / top;
    }

    private static void legend(Svg svg, List<String> proxies, int y) {
        int x = 10;
        for (int i = 0; i < proxies.size(); i++) {
            svg.rectangle(x, y - 9, 10, 10, colour(i));
            svg.text(x + 14, y, "start", 12, proxies.get(i));
            x += 30 + 8 * proxies.get(i).length();
        }
    }
}
