package dev.naru.origin.jobs;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A gateway that answers what the test says and remembers what it was asked. */
@Alternative
@Priority(1)
@Singleton
class FakeGateway implements BillingGateway {

    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile Function<BillingCycle, Outcome> answer = FakeGateway::pay;

    @Override
    public Outcome charge(BillingCycle cycle) {
        asked.add(cycle.pgOrderId() + " " + cycle.billingKey() + " " + cycle.amount());
        return answer.apply(cycle);
    }

    static Outcome pay(BillingCycle cycle) {
        return new Outcome.Paid("key-" + cycle.pgOrderId());
    }
}
