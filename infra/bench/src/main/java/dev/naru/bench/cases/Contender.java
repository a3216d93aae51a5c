package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import java.io.IOException;

/** One proxy of a round, started and warmed up, with a closed loop that runs while it is this one's turn. */
final class Contender implements AutoCloseable {

    private final RunningProxy proxy;
    private final LoadGenerator load;
    private final Measurement into;
    private final Tally tally;

    private Contender(Bench bench, RunningProxy proxy, LoadGenerator load, Measurement into) {
        this.proxy = proxy;
        this.load = load;
        this.into = into;
        this.tally = new Tally(bench, proxy, load);
    }

    /** Starts a proxy and warms it up; it rests then. */
    static Contender start(Bench bench, ThroughputCase one, Proxy proxy, Measurement into)
            throws IOException, InterruptedException {
        RunningProxy running = bench.start(proxy, one.loops(), one.accessLog());
        Contender contender = new Contender(bench, running, bench.load(one.workload(), running), into);
        boolean ready = false;
        try {
            if (one.workload().keepAlive()) {
                contender.load.connect();
            }
            contender.load.closedLoop();
            bench.warmUp(contender.load, into);
            contender.load.rest();
            ready = true;
            return contender;
        } finally {
            if (!ready) {
                contender.close();
            }
        }
    }

    RunningProxy proxy() {
        return proxy;
    }

    Measurement into() {
        return into;
    }

    /** Forgets the turns of a disturbed attempt. */
    void again() {
        into.again();
        tally.reset();
    }

    /** Works for {@code settleMs}, which nobody counts, then for {@code ms}, and rests; none after a failure. */
    void turn(long settleMs, long ms) throws InterruptedException {
        if (!into.valid()) {
            return;
        }
        into.voidOnFailure(() -> {
            load.closedLoop();
            Thread.sleep(settleMs);
            tally.count(() -> {
                Thread.sleep(ms);
                return true;
            });
            load.rest();
        });
    }

    /** Writes down what all turns gave. */
    void end(int loops) {
        tally.put(loops, into);
    }

    @Override
    public void close() {
        load.close();
        proxy.close();
    }
}
