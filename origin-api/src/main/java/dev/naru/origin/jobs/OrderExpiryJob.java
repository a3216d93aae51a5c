package dev.naru.origin.jobs;

import dev.naru.origin.orders.Orders;
import jakarta.inject.Singleton;
import java.time.Duration;

/** {@code order_expiry}: ends orders that were not paid in time and gives their goods back. Orders guards each with a conditional update. */
@Singleton
final class OrderExpiryJob implements Job {

    private static final int ORDERS_AT_ONCE = 100;

    private final Orders orders;

    OrderExpiryJob(Orders orders) {
        this.orders = orders;
    }

    @Override
    public JobSpec spec() {
        return JobSpec.every("order_expiry", Duration.ofMinutes(1), Duration.ofMinutes(5));
    }

    @Override
    public boolean work(RunContext run) {
        int expired = orders.expireDue(ORDERS_AT_ONCE);
        run.run(batch -> batch.done(expired));
        return expired == ORDERS_AT_ONCE;
    }
}
