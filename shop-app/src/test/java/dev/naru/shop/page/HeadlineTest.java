package dev.naru.shop.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.shop.checkout.Order;
import dev.naru.shop.checkout.OrderStatus;
import dev.naru.shop.checkout.Payment;
import dev.naru.shop.checkout.PaymentStatus;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadlineTest {

    @ParameterizedTest
    @CsvSource({
        "PENDING_PAYMENT, READY, READY",
        "PENDING_PAYMENT, APPROVING, CHECKING",
        "PENDING_PAYMENT, UNKNOWN, CHECKING",
        "PENDING_PAYMENT, RESOLVING, CHECKING",
        "PENDING_PAYMENT, DECLINED, DECLINED",
        "PENDING_PAYMENT, WAITING_DEPOSIT, WAITING",
        "PENDING_PAYMENT, VOIDED, FAILED",
        "PAID, PAID, PAID",
        "CANCEL_REQUESTED, PAID, CLOSED",
        "CANCEL_REQUESTED, RESOLVING, CHECKING",
        "CANCELLED, CANCELLED, CLOSED",
        "EXPIRED, EXPIRED, CLOSED",
        "OTHER, OTHER, CLOSED"
    })
    void followsFromTheOrder(OrderStatus status, PaymentStatus payment, Headline headline) {
        Payment paid = new Payment("1", "toss", payment, null, null, null, null);
        assertEquals(headline, Headline.of(new Order("N1", status, 1, "KRW", null, List.of(), paid, List.of())));
    }
}
