package dev.naru.origin.payment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TossCodesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROVIDER_ERROR",
                "FAILED_INTERNAL_SYSTEM_PROCESSING",
                "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
                "TOO_MANY_REQUESTS",
                "IDEMPOTENT_REQUEST_PROCESSING",
                "ALREADY_PROCESSED_PAYMENT",
                "A_CODE_OF_TOMORROW",
                ""
            })
    void whatIsNotADefiniteNoIsNoDecline(String code) {
        assertFalse(TossCodes.isDecline(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVALID_STOPPED_CARD", "INVALID_CARD_EXPIRATION", "INVALID_BILL_KEY_REQUEST"})
    void aCardThatCannotWorkIsAHardDecline(String code) {
        assertTrue(TossCodes.isDecline(code));
        assertTrue(TossCodes.isHard(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REJECT_CARD_PAYMENT", "EXCEED_MAX_AMOUNT", "NOT_FOUND_PAYMENT_SESSION"})
    void aCardThatMayWorkLaterIsASoftDecline(String code) {
        assertTrue(TossCodes.isDecline(code));
        assertFalse(TossCodes.isHard(code));
    }
}
