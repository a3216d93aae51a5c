package dev.naru.edge.deploy;

import dev.naru.edge.deploy.Verdict.Decision;
import java.util.List;

/** What follows from what the guard found, the clock, the observed share and the application's own signal. Pure. */
final class Judge {
    private Judge() {}

    /**
     * @param share asked for the new group, percent
     * @param elapsedMs since the step began
     * @param unhealthyTicks how many looks in a row found no healthy server in the new group
     */
    static Verdict judge(
            Plan plan, int share, long elapsedMs, Guard guard, AppSignal.Reading signal, int unhealthyTicks) {
        List<Finding> findings = guard.findings();
        Finding worst = findings.getFirst();
        if (worst.worse()) {
            return new Verdict(Decision.ROLL_BACK, plan.to() + " is worse: " + worst.text(), findings);
        }
        if (signal.health() == AppSignal.Health.BAD) {
            return new Verdict(Decision.ROLL_BACK, "the application's signal is bad: " + signal.text(), findings);
        }
        if (unhealthyTicks >= 3) {
            return new Verdict(Decision.ROLL_BACK, "no server of " + plan.to() + " is healthy", findings);
        }
        String missing = missing(plan, share, elapsedMs, guard, signal, worst);
        if (missing.isEmpty()) {
            return new Verdict(Decision.GO_ON, "no sign of harm; " + worst.text(), findings);
        }
        return elapsedMs >= plan.maxStepMs()
                ? new Verdict(Decision.HOLD, "not told within " + plan.maxStepMs() / 1000 + " s: " + missing, findings)
                : new Verdict(Decision.WAIT, missing, findings);
    }

    /** What the step still lacks to be done; empty when nothing. */
    private static String missing(
            Plan plan, int share, long elapsedMs, Guard guard, AppSignal.Reading signal, Finding worst) {
        if (elapsedMs < plan.bakeMs()) {
            return "baking, " + (plan.bakeMs() - elapsedMs + 999) / 1000 + " s to go";
        }
        long seen = guard.newGroup().ended();
        if (seen < plan.minRequests()) {
            return seen + " of " + plan.minRequests() + " requests on " + plan.to();
        }
        if (!matches(plan, share, guard)) {
            return String.format(
                    "%s has %.1f %% of the requests, asked are %d %%", plan.to(), 100 * observed(guard), share);
        }
        if (worst.doubtful()) {
            return "doubtful, needs more requests: " + worst.text();
        }
        if (signal.health() == AppSignal.Health.SILENT) {
            return "the application's signal is silent: " + signal.text();
        }
        return "";
    }

    /** The new group's share of the requests in this step, 0 to 1. */
    static double observed(Guard guard) {
        long fresh = guard.newGroup().requests();
        long all = fresh + guard.oldGroup().requests();
        return all == 0 ? 0 : (double) fresh / all;
    }

    /** Within the tolerated points and three standard deviations of chance. */
    private static boolean matches(Plan plan, int share, Guard guard) {
        long all = guard.newGroup().requests() + guard.oldGroup().requests();
        if (all == 0) {
            return plan.minRequests() == 0;
        }
        double asked = share / 100.0;
        double chance = 3 * Math.sqrt(asked * (1 - asked) / all);
        return Math.abs(observed(guard) - asked) <= plan.sharePoints() / 100.0 + chance;
    }
}
