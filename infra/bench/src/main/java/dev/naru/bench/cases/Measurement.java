package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.report.Metric;
import dev.naru.bench.report.Sample;
import dev.naru.bench.report.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A sample while it is being taken. */
public final class Measurement {

    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);
    private final List<Long> warmUp = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private boolean disturbed;

    void put(Metric metric, double value) {
        values.put(metric, value);
    }

    void warmUpSecond(long answers) {
        warmUp.add(answers);
    }

    /** How much faster the last two seconds of the warm-up were than the two before; 1 while there are too few. */
    double warmUpDrift() {
        return Statistics.drift(warmUp.stream().mapToLong(Long::longValue).toArray(), 2)
                .orElse(1);
    }

    /** Something outside of the comparison happened: the sample is worth taking again. */
    void disturbed(String what) {
        disturbed = true;
        remarks.add(what);
    }

    public boolean disturbed() {
        return disturbed;
    }

    /** Forgets a disturbed attempt. */
    void again() {
        disturbed = false;
        remarks.clear();
    }

    /** Something that can fail. */
    public interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** A step whose failure voids the sample. */
    public void voidOnFailure(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            error(String.valueOf(e.getMessage()));
        }
    }

    /** Whether nothing has voided it so far. */
    boolean valid() {
        return errors.isEmpty();
    }

    public void remark(String what) {
        remarks.add(what);
    }

    /** Voids the sample. */
    public void error(String what) {
        errors.add(what);
    }

    /** Voids the sample when any request of the load failed. */
    void check(LoadGenerator load) {
        if (load.failed() > 0) {
            error(load.failed() + " failed requests, first: "
                    + load.firstFailure().orElse("unknown"));
        }
    }

    public Sample sample(String caseName, String proxy, int round) {
        return new Sample(caseName, proxy, round, values, warmUp, errors, remarks);
    }
}
