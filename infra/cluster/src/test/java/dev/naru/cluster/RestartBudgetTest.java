package dev.naru.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RestartBudgetTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void pausesDoubleUntilTheBudgetIsSpent() {
        RestartBudget budget = new RestartBudget();
        for (int i = 0; i < RestartBudget.RESTARTS; i++) {
            assertEquals(
                    Optional.of(RestartBudget.FIRST_PAUSE.multipliedBy(1L << i)), budget.spend(START.plusSeconds(i)));
        }
        assertTrue(budget.spend(START.plusSeconds(10)).isEmpty());
    }

    @Test
    void aQuietMinuteRefillsIt() {
        RestartBudget budget = new RestartBudget();
        for (int i = 0; i < RestartBudget.RESTARTS; i++) {
            budget.spend(START);
        }
        Instant later = START.plus(RestartBudget.WITHIN).plus(Duration.ofMillis(1));
        assertEquals(Optional.of(RestartBudget.FIRST_PAUSE), budget.spend(later));
    }
}
