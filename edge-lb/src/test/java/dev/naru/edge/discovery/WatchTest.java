package dev.naru.edge.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.DnsConfig;
import dev.naru.edge.config.Resolve;
import dev.naru.edge.config.ResolvedAddress;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a name is asked for again and what becomes of answers, on a clock of the test's own. */
class WatchTest {
    private static final DnsConfig CONFIG = new DnsConfig(List.of(), 1000, 5000, 2000, 4);

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final List<String> events = new ArrayList<>();
    private CompletableFuture<Answer> answer = answer(3000, "10.0.0.1");
    private int asked;
    private int changes;
    private int firsts;

    private Watch watch(Resolve resolve) {
        clock.freezeTime();
        Resolver resolver = new Resolver() {
            @Override
            public CompletableFuture<Answer> ask(DnsAddress name) {
                asked++;
                return answer;
            }

            @Override
            public void close() {}
        };
        Watch watch = new Watch(
                new DnsAddress("app", 80, resolve),
                CONFIG,
                resolver,
                clock.eventLoop(),
                List.of(),
                events::add,
                () -> firsts++,
                () -> changes++);
        watch.ask();
        clock.runPendingTasks();
        return watch;
    }

    private static CompletableFuture<Answer> answer(long ttlMs, String... hosts) {
        return CompletableFuture.completedFuture(new Answer(
                Stream.of(hosts)
                        .map(host -> new Endpoint(new ResolvedAddress("app", host, 80), 1, false))
                        .toList(),
                ttlMs));
    }

    private static CompletableFuture<Answer> failure() {
        return CompletableFuture.failedFuture(new IOException("nobody answers"));
    }

    private void pass(long ms) {
        clock.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        clock.runPendingTasks();
        clock.runPendingTasks();
    }

    private static List<String> hosts(Watch watch) {
        return watch.known().stream().map(endpoint -> endpoint.address().host()).toList();
    }

    @Test
    void anAnswerHoldsForItsTtl() {
        Watch watch = watch(Resolve.ALL);
        answer = answer(3000, "10.0.0.1", "10.0.0.2");
        pass(2999);
        assertEquals(1, asked);
        pass(1);
        assertEquals(2, asked);
        assertEquals(List.of("10.0.0.1", "10.0.0.2"), hosts(watch));
        assertEquals(2, changes);
        assertEquals(List.of("dns: app:80 is 10.0.0.1:80", "dns: app:80 is 10.0.0.1:80, 10.0.0.2:80"), events);
    }

    @Test
    void ttlsAreBoundedBothWays() {
        answer = answer(0, "10.0.0.1");
        watch(Resolve.ALL);
        pass(999);
        assertEquals(1, asked);
        answer = answer(600_000, "10.0.0.1");
        pass(1);
        assertEquals(2, asked);
        pass(4999);
        assertEquals(2, asked);
        pass(1);
        assertEquals(3, asked);
    }

    @Test
    void theSameAnswerInAnotherOrderIsNoChange() {
        answer = answer(1000, "10.0.0.1", "10.0.0.2");
        watch(Resolve.ALL);
        answer = answer(1000, "10.0.0.2", "10.0.0.1");
        pass(1000);
        assertEquals(1, changes);
    }

    @Test
    void aFailureKeepsTheLastGoodAnswerAndIsSaidOnce() {
        Watch watch = watch(Resolve.ALL);
        answer = failure();
        pass(3000);
        pass(1000);
        pass(2000);
        assertEquals(List.of("10.0.0.1"), hosts(watch));
        answer = answer(1000, "10.0.0.1");
        pass(4000);
        assertEquals(
                List.of(
                        "dns: app:80 is 10.0.0.1:80",
                        "dns: app:80 is not found: nobody answers; kept: 10.0.0.1:80",
                        "dns: app:80 is found again"),
                events);
        assertEquals(1, changes);
    }

    @Test
    void failuresAreRepeatedMoreAndMoreSlowlyWithinTheBounds() {
        answer = failure();
        watch(Resolve.ALL);
        int[] pauses = {1000, 2000, 4000, 5000, 5000};
        for (int i = 0; i < pauses.length; i++) {
            pass(pauses[i] - 1);
            assertEquals(i + 1, asked);
            pass(1);
            assertEquals(i + 2, asked);
        }
    }

    @Test
    void aFirstFailureIsToldToo() {
        answer = failure();
        Watch watch = watch(Resolve.ALL);
        assertTrue(watch.asked());
        assertEquals(List.of(), watch.known());
        assertEquals(1, firsts);
        assertEquals(0, changes);
    }

    @Test
    void oneServerStaysWhereItIsWhileTheNameHasIt() {
        answer = answer(1000, "10.0.0.5", "10.0.0.7");
        Watch watch = watch(Resolve.ONE);
        assertEquals(List.of("10.0.0.5"), hosts(watch));
        answer = answer(1000, "10.0.0.1", "10.0.0.5");
        pass(1000);
        assertEquals(List.of("10.0.0.5"), hosts(watch));
        answer = answer(1000, "10.0.0.9", "10.0.0.8");
        pass(1000);
        assertEquals(List.of("10.0.0.8", "10.0.0.5"), hosts(watch));
        assertEquals(2, changes);
    }

    @Test
    void whatLeftStaysAsABackupForAWhile() {
        Watch watch = watch(Resolve.ALL);
        answer = answer(5000, "10.0.0.2");
        pass(3000);
        assertEquals(List.of("10.0.0.2", "10.0.0.1"), hosts(watch));
        assertEquals(
                List.of(false, true),
                watch.known().stream().map(Endpoint::backup).toList());
        pass(9999);
        assertEquals(2, watch.known().size());
        pass(1);
        assertEquals(List.of("10.0.0.2"), hosts(watch));
    }

    @Test
    void whatComesBackIsNoBackup() {
        Watch watch = watch(Resolve.ALL);
        answer = answer(1000, "10.0.0.2");
        pass(3000);
        answer = answer(1000, "10.0.0.1");
        pass(1000);
        assertEquals(List.of("10.0.0.1", "10.0.0.2"), hosts(watch));
        assertEquals(
                List.of(false, true),
                watch.known().stream().map(Endpoint::backup).toList());
        pass(10_000);
        assertEquals(List.of("10.0.0.1"), hosts(watch));
    }

    @Test
    void addressesAreBounded() {
        answer = answer(
                1000,
                IntStream.range(0, 300)
                        .mapToObj(i -> "10.1." + i / 250 + "." + i % 250)
                        .toArray(String[]::new));
        Watch watch = watch(Resolve.ALL);
        pass(1000);
        assertEquals(4, watch.known().size());
        assertEquals(
                "dns: app:80 has 300 addresses, and only the first 4 are used: see dns.maxAddresses",
                events.getFirst());
        assertEquals(2, events.size());
    }

    @Test
    void aStoppedWatchAsksNoMore() {
        Watch watch = watch(Resolve.ALL);
        watch.stop();
        pass(100_000);
        assertEquals(1, asked);
    }
}
