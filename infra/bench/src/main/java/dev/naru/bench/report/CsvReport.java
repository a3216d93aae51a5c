package dev.naru.bench.report;

import java.util.Locale;

/** Every value of every sample, one a line. */
final class CsvReport {

    private CsvReport() {}

    static String of(Results results) {
        StringBuilder out = new StringBuilder("case,proxy,round,metric,unit,value\n");
        for (Sample sample : results.samples()) {
            sample.values()
                    .forEach((metric, value) -> out.append(String.format(
                            Locale.ROOT,
                            "%s,%s,%d,%s,%s,%.3f%n",
                            sample.caseName(),
                            sample.proxy(),
                            sample.round(),
                            metric.name().toLowerCase(Locale.ROOT),
                            metric.unit(),
                            value)));
            for (int second = 0; second < sample.warmUp().size(); second++) {
                out.append(String.format(
                        Locale.ROOT,
                        "%s,%s,%d,warm_up_second_%d,requests/s,%d%n",
                        sample.caseName(),
                        sample.proxy(),
                        sample.round(),
                        second + 1,
                        sample.warmUp().get(second)));
            }
        }
        return out.toString();
    }
}
