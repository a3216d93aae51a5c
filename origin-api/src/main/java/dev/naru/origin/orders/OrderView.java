package dev.naru.origin.orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.naru.origin.payment.PaymentView;
import dev.naru.origin.platform.Journal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as its buyer sees it; the list leaves the timeline out. */
record OrderView(
        String orderNo,
        OrderStatus status,
        long amount,
        String currency,
        Instant createdAt,
        Instant expiresAt,
        List<OrderLine> lines,
        @Nullable PaymentView payment,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Journal.Entry> timeline) {}
