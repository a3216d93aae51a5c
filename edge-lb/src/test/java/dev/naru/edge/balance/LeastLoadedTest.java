package dev.naru.edge.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.upstream.Load;
import dev.naru.edge.upstream.Server;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Least requests and least latency, in a simulated time. */
class LeastLoadedTest {
    private static final Tried NONE = new Tried();
    private static final long MS = 1_000_000;

    private record Least(Candidates candidates, LeastLoaded policy) {
        static Least of(LeastLoaded.Score score, List<Server> servers) {
            Candidates candidates = new Candidates(servers);
            return new Least(candidates, new LeastLoaded(score, new RoundRobin(candidates, 1), new Dice(99)));
        }

        Server pick(long now) {
            assertTrue(candidates.find(now, NONE));
            return policy.pick(candidates, Picker.NO_KEY, now);
        }
    }

    private static int[] weights(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return weights;
    }

    @Test
    void idleServersGoInTurnByWeight() {
        Least least = Least.of(LeastLoaded.REQUESTS, Servers.weighted(2, 1));
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            order.append(least.pick(0));
        }
        assertEquals("abaaba", order.toString());
    }

    @Test
    void theFewestInFlightForItsWeightIsNext() {
        List<Server> servers = Servers.weighted(3, 1);
        Least least = Least.of(LeastLoaded.REQUESTS, servers);
        for (int i = 0; i < 400; i++) {
            least.pick(0).state().load().begin();
        }
        assertEquals(300, servers.get(0).state().load().inFlight());
        assertEquals(100, servers.get(1).state().load().inFlight());
        servers.get(1).state().load().end();
        assertEquals("b", least.pick(0).name());
    }

    /** 100 servers, 1,000 requests open: drawn blindly the fullest has some 20, by two choices at most a few over the mean of 10. */
    @Test
    void amongManyTwoChoicesKeepTheFullestNearTheMean() {
        List<Server> servers = Servers.weighted(weights(100));
        Least least = Least.of(LeastLoaded.REQUESTS, servers);
        ArrayDeque<Server> open = new ArrayDeque<>();
        int fullest = 0;
        for (int i = 0; i < 100_000; i++) {
            Server server = least.pick(0);
            server.state().load().begin();
            open.add(server);
            if (open.size() > 1000) {
                open.removeFirst().state().load().end();
            }
            fullest = Math.max(fullest, server.state().load().inFlight());
        }
        System.out.printf("two choices: the fullest of 100 servers had %d in flight, 10 on average%n", fullest);
        assertTrue(fullest <= 15, "the fullest had " + fullest);
    }

    /** Twelve servers, of weight 1 to 3, all idle: shares within 0.01 of the weights. */
    @Test
    void amongManyIdleOnesTheSharesAreTheWeights() {
        int[] weights = {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3};
        Least least = Least.of(LeastLoaded.REQUESTS, Servers.weighted(weights));
        int[] counts = new int[12];
        for (int i = 0; i < 120_000; i++) {
            counts[least.pick(0).index()]++;
        }
        for (int i = 0; i < 12; i++) {
            assertEquals(weights[i] / 24.0, counts[i] / 120_000.0, 0.01);
        }
    }

    /** One request a millisecond to three servers of 10, 10 and 100 ms; by round robin the slow one would get a third. */
    @Test
    void aSlowServerGetsLittleAndIsForgivenWithTime() {
        List<Server> servers = Servers.weighted(1, 1, 1);
        Least least = Least.of(LeastLoaded.LATENCY, servers);
        SplittableRandom random = new SplittableRandom(5);
        record Open(Server server, long began, long ends) {}
        PriorityQueue<Open> open = new PriorityQueue<>((a, b) -> Long.compare(a.ends, b.ends));
        int[] counts = new int[3];
        int[] late = new int[3];
        int requests = 120_000;
        for (int i = 0; i < requests; i++) {
            long now = i * MS;
            while (!open.isEmpty() && open.peek().ends <= now) {
                Open done = open.poll();
                done.server.state().load().observe(done.ends - done.began, done.ends);
                done.server.state().load().end();
            }
            Server server = least.pick(now);
            server.state().load().begin();
            boolean slow = server.index() == 2 && i < 60_000; // then it is as fast as the others
            open.add(new Open(server, now, now + (slow ? 100 : 10) * MS + random.nextLong(MS)));
            counts[server.index()] += i < 60_000 ? 1 : 0;
            late[server.index()] += i >= 100_000 ? 1 : 0;
        }
        System.out.printf(
                "least-latency: %s while the third takes 100 ms and not 10, %s after it recovered%n",
                Arrays.toString(counts), Arrays.toString(late));
        assertTrue(counts[2] < 60_000 * 0.06, "the slow one had " + counts[2] + " of 60,000");
        assertTrue(counts[0] > 20_000 && counts[1] > 20_000, Arrays.toString(counts));
        assertTrue(late[2] > 20_000 * 0.25, "it is back: " + late[2] + " of 20,000");
    }

    @Test
    void aServerWithoutHistoryIsAskedOnceUntilItAnswers() {
        List<Server> servers = Servers.weighted(1, 1);
        servers.get(0).state().load().observe(5 * MS, 0);
        Least least = Least.of(LeastLoaded.LATENCY, servers);
        assertEquals("b", least.pick(0).name(), "its turn to be known");
        servers.get(1).state().load().begin();
        for (int i = 0; i < 100; i++) {
            Server next = least.pick(0);
            assertEquals("a", next.name());
            next.state().load().begin();
        }
    }

    @Test
    void theAverageRisesAtOnceAndDecaysWithItsTime() {
        Load load = new Load();
        long second = 1_000_000_000L;
        assertEquals(0, load.latencyNanos(0));
        load.observe(10 * MS, 0);
        load.observe(80 * MS, second);
        assertEquals(80 * MS, load.latencyNanos(second), 1.0 * MS);
        assertEquals(80 * MS / Math.E, load.latencyNanos(second + Load.TAU_NANOS), 0.01 * MS);
        load.observe(10 * MS, second + Load.TAU_NANOS);
        double expected = 80 * MS / Math.E + 10 * MS * (1 - 1 / Math.E);
        assertEquals(expected, load.latencyNanos(second + Load.TAU_NANOS), 0.01 * MS);
        load.observeFailure(1, second + Load.TAU_NANOS);
        assertEquals(Load.FAILURE_NANOS, load.latencyNanos(second + Load.TAU_NANOS), 1.0 * MS);
    }

    @Test
    void countsFromManyThreadsAreExact() throws InterruptedException {
        Load load = new Load();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 100_000; i++) {
                    load.begin();
                    load.observe(MS, i * MS);
                    load.end();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, load.inFlight());
        assertEquals(MS, load.latencyNanos(99_999 * MS), 0.01 * MS);
    }
}
