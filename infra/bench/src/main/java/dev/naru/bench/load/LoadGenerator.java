package dev.naru.bench.load;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One workload against one address, spread over the load cores. Used by one thread; every wait is bounded and ends in an
 * exception that says what was missing.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final int AT_ONCE = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Clients> clients = new ArrayList<>();
    private final List<LoadCore> cores;
    private final Workload workload;
    private final @Nullable SslContext tls;

    /** Prepares; nothing is connected yet. */
    public LoadGenerator(Rig rig, Workload workload, InetSocketAddress target) {
        this.cores = rig.cores();
        this.workload = workload;
        this.tls = workload.tls() == Workload.Tls.NONE ? null : ClientTls.context();
        for (LoadCore core : cores) {
            clients.add(new Clients(core, workload, target, tls));
        }
    }

    /** Opens all connections of a keep-alive workload, and waits for them. */
    public void connect() throws InterruptedException {
        int ofEach = workload.connections() / cores.size();
        int more = workload.connections() % cores.size();
        for (int i = 0; i < clients.size(); i++) {
            Clients ofCore = clients.get(i);
            int count = ofEach + (i < more ? 1 : 0);
            onLoop(i, () -> ofCore.connect(count, AT_ONCE));
        }
        await(
                () -> sum(Counters::connected) >= workload.connections(),
                "connections: expected " + workload.connections());
    }

    /** Every connection asks again as soon as it is answered, until {@link #pause}. */
    public void closedLoop() {
        each(Clients::closedLoop);
    }

    public void pause() {
        each(Clients::pause);
    }

    /** Pauses, and waits until every request is answered and, without keep-alive, every connection closed. */
    public void rest() throws InterruptedException {
        pause();
        await(() -> clients.stream().allMatch(this::atRest), "rest");
    }

    private boolean atRest(Clients ofCore) {
        boolean[] rests = new boolean[1];
        onLoop(clients.indexOf(ofCore), () -> rests[0] = ofCore.atRest());
        return rests[0];
    }

    /** One request on each connection, and waits for the answers. */
    public void once() throws InterruptedException {
        long wanted = answered() + workload.connections();
        each(ofCore -> ofCore.once(AT_ONCE));
        await(() -> answered() >= wanted, "answers: expected " + wanted);
    }

    /**
     * Sends at a fixed rate for a time, and waits for the answers.
     *
     * @return latencies in nanoseconds from the instant each request was due
     */
    public Histogram openLoop(double perSecond, Duration time) throws InterruptedException {
        double perCore = perSecond / cores.size();
        long ofEach = Math.round(perCore * time.toMillis() / 1000.0);
        long wanted = answered() + ofEach * cores.size();
        cores.forEach(core -> core.spin(true));
        each(ofCore -> ofCore.openLoop(perCore, ofEach));
        Thread.sleep(time);
        await(() -> answered() >= wanted, "answers at the fixed rate: expected " + wanted);
        Histogram all = new Histogram(60_000_000_000L, 3);
        for (int i = 0; i < clients.size(); i++) {
            Clients ofCore = clients.get(i);
            onLoop(i, () -> all.add(ofCore.latency()));
        }
        cores.forEach(core -> core.spin(false));
        pause();
        return all;
    }

    public long answered() {
        return sum(Counters::answered);
    }

    public long failed() {
        return sum(Counters::failed);
    }

    public Optional<String> firstFailure() {
        return clients.stream()
                .map(ofCore -> ofCore.counters().firstFailure())
                .filter(Objects::nonNull)
                .findFirst();
    }

    private long sum(ToLongFunction<Counters> of) {
        return clients.stream()
                .mapToLong(ofCore -> of.applyAsLong(ofCore.counters()))
                .sum();
    }

    private void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || failed() > 0) { // a failure voids it all
                throw new LoadException(what + ", found connections " + sum(Counters::connected) + ", answers "
                        + answered() + ", failures " + failed()
                        + firstFailure().map(first -> ", first: " + first).orElse(""));
            }
            Thread.sleep(5);
        }
    }

    private void each(java.util.function.Consumer<Clients> action) {
        for (int i = 0; i < clients.size(); i++) {
            Clients ofCore = clients.get(i);
            onLoop(i, () -> action.accept(ofCore));
        }
    }

    private void onLoop(int core, Runnable action) {
        try {
            cores.get(core).loop().next().submit(action).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new LoadException("the load core failed: " + e);
        }
    }

    @Override
    public void close() {
        each(Clients::stop);
        if (tls != null) {
            ReferenceCountUtil.release(tls);
        }
    }
}
