package dev.naru.origin.payment;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Payments by transition, the age of the oldest unsettled one, and how long the gateway takes by outcome. */
@Singleton
class PaymentMetrics {

    private final MeterRegistry meters;
    private final AtomicLong oldestUnknownS;

    PaymentMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.oldestUnknownS = meters.gauge("naru.payment.unknown.oldest.seconds", new AtomicLong());
    }

    void transition(PaymentStatus from, PaymentStatus to) {
        meters.counter("naru.payment.transitions", "from", from.name(), "to", to.name())
                .increment();
    }

    /** As of this replica's last sweep. */
    void oldestUnknown(long seconds) {
        oldestUnknownS.set(seconds);
    }

    void call(String provider, String call, String outcome, long startNs) {
        Timer.builder("naru.pg.call")
                .description("Calls to the payment gateway")
                .tags("provider", provider, "call", call, "outcome", outcome)
                .publishPercentileHistogram()
                .register(meters)
                .record(Duration.ofNanos(System.nanoTime() - startNs));
    }
}
