package dev.naru.cluster.cron;

import dev.naru.cluster.Ports;
import dev.naru.cluster.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The cluster of the proof: two origins, three runners, the edge, the gateway; no shop. Time is compressed: a run every few seconds, a short lease.
 *
 * @param intervalS between two scheduled instants
 * @param clocks the library that gives processes wrong clocks (src/main/native), empty where there is no C compiler
 */
record Shape(int intervalS, Optional<Path> clocks) {
    /** Just within the 300 s that a signature may be from the database's clock. */
    static final int SKEW_S = 295;

    static final int LEASE_S = 3;

    /** The library is compiled anew for each proof, by this machine's {@code cc}; without one, only direct calls have wrong clocks. */
    static Shape every(int intervalS, Path repository) throws IOException, InterruptedException {
        Path source = repository.resolve("infra/cluster/src/main/native/wrong-clock.c");
        Path library = Files.createTempDirectory("naru-clock").resolve("wrong-clock.so");
        try {
            Process cc = new ProcessBuilder(
                            "cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                    .inheritIO()
                    .start();
            boolean made = cc.waitFor(30, TimeUnit.SECONDS) && cc.exitValue() == 0;
            return new Shape(intervalS, made ? Optional.of(library) : Optional.empty());
        } catch (IOException noCompiler) {
            return new Shape(intervalS, Optional.empty());
        }
    }

    List<ProcessSpec> of(List<ProcessSpec> usual) {
        List<ProcessSpec> specs = new ArrayList<>();
        for (ProcessSpec spec : usual) {
            switch (spec.name()) {
                case "origin-a" -> specs.add(skewed(spec.told(origin()), SKEW_S));
                case "origin-b" -> specs.add(skewed(spec.told(origin()), -SKEW_S));
                case "edge", "pg-sim" -> specs.add(spec);
                case "cron" -> {
                    specs.add(runner(spec, 0));
                    specs.add(runner(spec.copy("cron-b", freePort()), SKEW_S));
                    specs.add(runner(spec.copy("cron-c", freePort()), -SKEW_S));
                }
                default -> {
                    // The shop takes no part.
                }
            }
        }
        return specs;
    }

    private Map<String, String> origin() {
        Map<String, String> told = new TreeMap<>();
        told.put("naru.jobs.lease", LEASE_S + "s");
        told.put("naru.jobs.tick", "500ms");
        // The proof kills more owners of one run than a run that kills its owners would be allowed.
        told.put("naru.jobs.max-takeovers", "1000");
        told.put("naru.jobs.job.auto_payment.interval", intervalS + "s");
        told.put("naru.jobs.job.auto_payment.grace", "600s");
        told.put("naru.billing.max-amount-per-run", "1000000000000");
        told.put("naru.billing.unknown-retry", "1s");
        told.put("naru.billing.unknown-retry-cap", "2s");
        told.put("naru.billing.charges-at-once", "4");
        told.put("naru.pg.lease", "2s");
        told.put("naru.pg.approve-timeout", "1500ms");
        return told;
    }

    private ProcessSpec runner(ProcessSpec spec, int skewS) {
        Map<String, String> told = new TreeMap<>();
        told.put(
                "naru.data-dir",
                spec.folder().resolve("cron-runner").resolve(spec.name()).toString());
        told.put("naru.catch-up-every", intervalS + "s");
        told.put("naru.schedules.auto_payment.cron", "*/" + intervalS + " * * * * ?");
        for (String other : List.of("auto_send", "order_expiry", "payment_reconcile", "upload_gc")) {
            told.put("naru.schedules." + other + ".cron", "off");
        }
        return skewed(spec.told(told), skewS);
    }

    /** A process whose wall clock is wrong; its timers are not, as on a machine whose clock was never set. */
    private ProcessSpec skewed(ProcessSpec spec, int skewS) {
        if (clocks.isEmpty() || skewS == 0) {
            return spec;
        }
        return spec.with(Map.of("LD_PRELOAD", clocks.get().toString(), "WRONG_CLOCK_S", Integer.toString(skewS)));
    }

    private static int freePort() {
        return Ports.free().of(Ports.Purpose.CRON);
    }
}
