package dev.naru.bench.cases;

import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.Metric;
import dev.naru.bench.report.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Time from the start of the process to its first answer through it. */
public record StartUpCase(String name, String title) implements AloneCase {

    private static final int STARTS = 3;

    @Override
    public void measure(Bench bench, Proxy proxy, Measurement into) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            try (RunningProxy running = bench.start(proxy, 1, true)) {
                times.add(running.firstAnswerMs());
            }
        }
        into.put(Metric.FIRST_ANSWER_MS, Statistics.of(times).median());
    }

    @Override
    public int seconds(Bench.Pace pace) {
        return 2 * STARTS;
    }
}
