package dev.naru.edge.deploy;

import org.jspecify.annotations.Nullable;

/** What is seen of the traffic while a deployment runs: from one look to the next, and by the guard. Nothing of it is kept but the guard's evidence. */
final class Watch {
    private final String upstream;
    private final TrafficPort traffic;
    private Sample oldSeen = Sample.NONE;
    private Sample newSeen = Sample.NONE;
    private TrafficPort.Account accountSeen = TrafficPort.Account.NONE;

    /** Of the running deployment; null before its first step. */
    @Nullable
    Guard guard;

    /** Looks in a row at which no server of the new group was healthy. */
    int unhealthyTicks;

    Watch(String upstream, TrafficPort traffic) {
        this.upstream = upstream;
        this.traffic = traffic;
    }

    /** What was before does not count. */
    void begin(Deployment d) {
        unhealthyTicks = 0;
        seeOld(d);
        seeNew(d);
    }

    /** Requests from now on belong to the account. */
    void beginAccount() {
        accountSeen = traffic.account(upstream);
    }

    /** Of all since the last look. */
    TrafficPort.Account account() {
        TrafficPort.Account now = traffic.account(upstream);
        TrafficPort.Account delta = now.since(accountSeen);
        accountSeen = now;
        return delta;
    }

    void beginStep(Plan plan, int share, long nowMs) {
        Guard watching = guard == null ? new Guard(plan.guard()) : guard;
        guard = watching;
        watching.beginStep(plan.steps().size(), share == 100, nowMs);
    }

    Sample seeOld(Deployment d) {
        Sample now = traffic.sample(upstream, d.plan.from());
        Sample delta = now.since(oldSeen);
        oldSeen = now;
        return delta;
    }

    Sample seeNew(Deployment d) {
        Sample now = traffic.sample(upstream, d.plan.to());
        Sample delta = now.since(newSeen);
        newSeen = now;
        return delta;
    }
}
