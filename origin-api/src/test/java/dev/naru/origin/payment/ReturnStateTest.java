package dev.naru.origin.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.naru.origin.platform.Problem;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(dev.naru.origin.TestEnvironment.class)
class ReturnStateTest {

    @Inject
    ReturnState states;

    private final UUID payment = UUID.randomUUID();
    private final Instant now = Instant.parse("2026-06-11T03:00:00Z");

    @Test
    void bringsThePaymentBackUntilItsExpiry() {
        String state = states.issue("N1", payment, now);
        assertEquals(payment, states.verify("N1", state, now));
        assertEquals(403, refusal("N1", state, now.plusSeconds(1)));
    }

    @Test
    void refusesAnotherOrderAndEveryChangedLetter() {
        String state = states.issue("N1", payment, now);
        assertEquals(401, refusal("N2", state, now));
        assertEquals(401, refusal("N1", "", now));
        assertEquals(401, refusal("N1", "*".repeat(75), now));
        for (int i = 0; i < state.length() - 1; i++) {
            char other = state.charAt(i) == 'A' ? 'B' : 'A';
            assertEquals(401, refusal("N1", state.substring(0, i) + other + state.substring(i + 1), now));
        }
    }

    private int refusal(String orderNo, String state, Instant at) {
        return assertThrows(Problem.class, () -> states.verify(orderNo, state, at))
                .status();
    }
}
