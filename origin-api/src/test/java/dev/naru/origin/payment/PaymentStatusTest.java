package dev.naru.origin.payment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentStatusTest {

    private static final Set<PaymentStatus> ENDS = EnumSet.of(
            PaymentStatus.CANCELLED,
            PaymentStatus.DECLINED,
            PaymentStatus.FAILED,
            PaymentStatus.VOIDED,
            PaymentStatus.EXPIRED);

    @ParameterizedTest
    @EnumSource
    void everyStateLeadsToAnEndAndEndsStay(PaymentStatus start) {
        Set<PaymentStatus> reachable = new HashSet<>(start.next());
        while (reachable.addAll(
                reachable.stream().flatMap(s -> s.next().stream()).toList())) {
            // Until nothing new is reached.
        }
        assertTrue(
                ENDS.contains(start) ? reachable.isEmpty() : reachable.stream().anyMatch(ENDS::contains));
        assertFalse(start.canBecome(start));
    }

    @ParameterizedTest
    @EnumSource(
            value = PaymentStatus.class,
            names = {"UNKNOWN", "RESOLVING", "APPROVING"})
    void whatIsUnsettledNeitherExpiresNorIsDead(PaymentStatus unsettled) {
        assertFalse(unsettled.dead());
        assertFalse(unsettled.canBecome(PaymentStatus.EXPIRED));
        assertFalse(unsettled.canBecome(PaymentStatus.READY));
    }
}
