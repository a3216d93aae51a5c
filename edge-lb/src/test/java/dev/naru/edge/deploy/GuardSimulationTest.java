package dev.naru.edge.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.deploy.GuardSimulation.Outcome;
import dev.naru.edge.deploy.SimulatedDeployment.Release;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main claims of docs/deployment-guard-simulation.md, small and with a fixed seed. */
class GuardSimulationTest {
    private static final int RUNS = 60;
    private static final long SEED = 20;

    @ParameterizedTest
    @ValueSource(doubles = {1, 10, 30})
    void aReleaseThatIsNoWorseIsNotRolledBack(double rps) {
        Outcome outcome = GuardSimulation.simulate(Release.good(rps, 0.01), RUNS, SEED);
        // 2 % are allowed to the guard: of 60 more than 5 would come once in five hundred times.
        assertTrue(outcome.rolledBack() <= 5, outcome::toString);
    }

    @Test
    void whatHitsBothGroupsRollsNobodyBack() {
        Outcome outcome = GuardSimulation.simulate(new Release(10, 0.001, 0, 1, 0, true, false), RUNS, SEED);
        assertTrue(outcome.rolledBack() <= 5, outcome::toString);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 10, 30})
    void threeTimesSlowerIsRolledBackInTheFirstStep(double rps) {
        Outcome outcome = GuardSimulation.simulate(Release.slow(rps, 3), RUNS, SEED);
        assertTrue(outcome.firstStep() >= 0.98 * RUNS, outcome::toString);
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 30})
    void fivePercentErrorsAreRolledBack(double rps) {
        Outcome outcome = GuardSimulation.simulate(Release.failing(rps, 0.05), RUNS, SEED);
        assertTrue(outcome.rolledBack() >= 0.98 * RUNS, outcome::toString);
    }
}
