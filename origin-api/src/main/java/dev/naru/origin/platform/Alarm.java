package dev.naru.origin.platform;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** What a person must look at: an ERROR line of the logger {@code naru.alarm} and the counter {@code naru_alarms_total}. */
@Singleton
public class Alarm {

    private static final Logger LOG = Logger.getLogger("naru.alarm");

    private final MeterRegistry meters;

    Alarm(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * @param kind one of few, it labels the counter: {@code amount-mismatch} and so on
     * @param text what was seen and where, without secrets
     */
    public void raise(String kind, String text) {
        meters.counter("naru.alarms", "kind", kind).increment();
        LOG.errorf("ALARM %s: %s", kind, text);
    }
}
