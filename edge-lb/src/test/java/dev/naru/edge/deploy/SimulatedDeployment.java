package dev.naru.edge.deploy;

import dev.naru.edge.deploy.Verdict.Decision;
import dev.naru.edge.observe.Distribution;
import dev.naru.edge.observe.Histogram;
import java.util.List;
import java.util.SplittableRandom;

/** Deployments of an imagined release, second by second, with the real guard and judge: what users would have met. */
final class SimulatedDeployment {
    /** Latencies are logarithmic normal: a median of 40 ms, p95 91 ms, p99 128 ms. */
    private static final double MEDIAN_MS = 40;

    private static final double SIGMA = 0.5;

    /**
     * @param requestsPerSecond of both groups together, Poisson
     * @param baseErrors share of requests that fail with 5xx in the old group
     * @param moreErrors how much more in the new group, from {@code badFromS} on
     * @param slower how many times slower the new group is, from {@code badFromS} on
     * @param badFromS seconds from the start of the deployment
     * @param incident from second 100 to 130 both groups fail 20 % more and are three times slower
     * @param pauses once a minute the new group stands still: one second's answers take 400 ms
     */
    record Release(
            double requestsPerSecond,
            double baseErrors,
            double moreErrors,
            double slower,
            int badFromS,
            boolean incident,
            boolean pauses) {
        static Release good(double requestsPerSecond, double baseErrors) {
            return new Release(requestsPerSecond, baseErrors, 0, 1, 0, false, false);
        }

        static Release failing(double requestsPerSecond, double moreErrors) {
            return new Release(requestsPerSecond, 0.001, moreErrors, 1, 0, false, false);
        }

        static Release slow(double requestsPerSecond, double slower) {
            return new Release(requestsPerSecond, 0.001, 0, slower, 0, false, false);
        }
    }

    /**
     * @param decision {@code GO_ON} when it took over, {@code ROLL_BACK}, or {@code HOLD}
     * @param step in which it ended, from 0
     * @param seconds that it took
     * @param served requests that the new group got
     */
    record End(Decision decision, int step, int seconds, long served) {}

    private final Plan plan;
    private final SplittableRandom random;

    SimulatedDeployment(Plan plan, long seed) {
        this.plan = plan;
        this.random = new SplittableRandom(seed);
    }

    static Plan usualPlan() {
        return new Plan(
                "shop",
                "prod1",
                "prod2",
                Plan.STEPS,
                60_000,
                100,
                1_800_000,
                5,
                Ending.SWAP,
                false,
                GuardSettings.DEFAULTS);
    }

    End run(Release release) {
        int second = 0;
        long served = 0;
        Guard guard = new Guard(plan.guard());
        for (int step = 0; step < plan.steps().size(); step++) {
            int share = plan.steps().get(step);
            int began = second;
            guard.beginStep(plan.steps().size(), share == 100, second * 1000L);
            Decision decision = Decision.WAIT;
            while (decision == Decision.WAIT) {
                second++;
                int all = poisson(release.requestsPerSecond());
                int fresh = binomial(all, share / 100.0);
                guard.observe(
                        sample(release, all - fresh, second, false),
                        sample(release, fresh, second, true),
                        second * 1000L);
                served += fresh;
                decision = Judge.judge(plan, share, (second - began) * 1000L, guard, AppSignal.NONE.read("prod2"), 0)
                        .decision();
            }
            if (decision != Decision.GO_ON) {
                return new End(decision, step, second, served);
            }
        }
        return new End(Decision.GO_ON, plan.steps().size(), second, served);
    }

    private Sample sample(Release release, int requests, int second, boolean fresh) {
        boolean bad = fresh && second >= release.badFromS();
        boolean incident = release.incident() && second >= 100 && second < 130;
        double errors = release.baseErrors() + (bad ? release.moreErrors() : 0) + (incident ? 0.2 : 0);
        double factor = (bad ? release.slower() : 1) * (incident ? 3 : 1);
        boolean paused = fresh && release.pauses() && second % 60 == 30;
        Histogram latencies = new Histogram();
        for (int i = 0; i < requests; i++) {
            double ms = paused ? 400 : factor * MEDIAN_MS * Math.exp(SIGMA * random.nextGaussian());
            latencies.record((long) (ms * 1e6));
        }
        return new Sample(requests, requests, binomial(requests, errors), 0, Distribution.of(List.of(latencies)));
    }

    private int binomial(int n, double p) {
        int k = 0;
        for (int i = 0; i < n; i++) {
            k += random.nextDouble() < p ? 1 : 0;
        }
        return k;
    }

    /** Knuth's method; enough for some hundreds. */
    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        int k = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            k++;
        }
        return k;
    }
}
