package dev.naru.bench.faults;

import dev.naru.bench.faults.Client.Ending;
import dev.naru.bench.faults.SteadyLoad.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What clients saw of a fault.
 *
 * @param errors whole answers that say that they failed
 * @param lost requests without an answer, or with half of one
 * @param wrong answers to other requests, or half of one that looks whole
 * @param postsRepeated POSTs that back ends executed twice
 * @param repeatedByClients GETs that clients sent again, since their kept connection was closed
 * @param worstMs from the instant that a request was due to its end, of all
 * @param recoveryMs from the end of the fault to the last request, by the time it was due, that failed; 0 when none did; negative when one failed until the end
 * @param problems the most frequent
 */
record Verdict(
        Fault fault,
        String proxy,
        long requests,
        long errors,
        long lost,
        long wrong,
        long postsRepeated,
        long repeatedByClients,
        double worstMs,
        double recoveryMs,
        List<String> problems) {
    private static final long UNTIL_THE_END_NANOS = 300_000_000;

    static Verdict of(Fault fault, String proxy, SteadyLoad load, long postsRepeated, long healed, long ended) {
        List<Sample> samples = load.samples();
        OptionalLong last = samples.stream()
                .filter(sample -> sample.ending() != Ending.OK && sample.due() >= healed)
                .mapToLong(Sample::due)
                .max();
        double recoveryMs = last.isEmpty()
                ? 0
                : last.getAsLong() > ended - UNTIL_THE_END_NANOS ? -1 : (last.getAsLong() - healed) / 1e6;
        return new Verdict(
                fault,
                proxy,
                samples.size(),
                count(samples, Ending.ERROR),
                count(samples, Ending.NONE),
                count(samples, Ending.WRONG),
                postsRepeated,
                load.repeated(),
                samples.stream().mapToDouble(Sample::latencyMs).max().orElse(0),
                recoveryMs,
                load.problems().entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .limit(3)
                        .map(problem -> problem.getValue() + " × " + problem.getKey())
                        .collect(Collectors.toList()));
    }

    private static long count(List<Sample> samples, Ending ending) {
        return samples.stream().filter(sample -> sample.ending() == ending).count();
    }

    long failed() {
        return errors + lost + wrong;
    }
}
