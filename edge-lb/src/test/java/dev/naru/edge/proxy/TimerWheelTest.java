package dev.naru.edge.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    /** A timer that notes when it expired, and then does what {@link #then} says. */
    private static final class Probe extends TimerWheel.Timer {
        final int id;
        final List<Integer> fired;
        Runnable then = () -> {};

        Probe(int id, List<Integer> fired) {
            this.id = id;
            this.fired = fired;
        }

        @Override
        void expired() {
            fired.add(id);
            then.run();
        }
    }

    /** The model: a queue by tick; set replaces, clear and remove take out. */
    private record Due(long tick, int id) {}

    private static final int TIMERS = 12;

    @Property(tries = 300)
    void expiresAsAQueueWould(@ForAll long seed) {
        Random random = new Random(seed);
        TimerWheel wheel = new TimerWheel();
        PriorityQueue<Due> model = new PriorityQueue<>(Comparator.comparingLong(Due::tick));
        List<Integer> fired = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        for (int id = 0; id < TIMERS; id++) {
            probes.add(new Probe(id, fired));
        }
        long now = 0;
        for (int step = 0; step < 4_000; step++) {
            int id = random.nextInt(TIMERS);
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    // Most are short; some go several times round the wheel.
                    long delayMs = random.nextInt(4) == 0 ? random.nextInt(400_000) : random.nextInt(1_000);
                    wheel.set(probes.get(id), delayMs);
                    model.removeIf(due -> due.id() == id);
                    model.add(new Due(now + 1 + (delayMs + TimerWheel.TICK_MS - 1) / TimerWheel.TICK_MS, id));
                }
                case 2 -> {
                    wheel.clear(probes.get(id));
                    model.removeIf(due -> due.id() == id);
                }
                case 3 -> {
                    wheel.remove(probes.get(id));
                    model.removeIf(due -> due.id() == id);
                }
                default -> {
                    for (int ticks = random.nextInt(3) == 0 ? random.nextInt(300) : 1; ticks > 0; ticks--) {
                        now++;
                        wheel.tick();
                        TreeSet<Integer> expected = new TreeSet<>();
                        while (!model.isEmpty() && model.peek().tick() <= now) {
                            expected.add(model.poll().id());
                        }
                        assertEquals(expected, new TreeSet<>(fired), "at tick " + now);
                        assertEquals(expected.size(), fired.size(), "each once");
                        fired.clear();
                    }
                }
            }
        }
    }

    @Test
    void anExpiryMayRemoveSetAndClearOthersOfItsTick() {
        TimerWheel wheel = new TimerWheel();
        List<Integer> fired = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        for (int id = 0; id < 5; id++) {
            probes.add(new Probe(id, fired));
            wheel.set(probes.get(id), 100);
        }
        probes.get(4).then = () -> {
            wheel.remove(probes.get(3)); // the one behind it
            wheel.clear(probes.get(2));
            wheel.set(probes.get(1), 500);
            wheel.set(probes.get(4), 100); // itself
        };
        wheel.tick();
        wheel.tick();
        assertEquals(List.of(4, 0), fired);
        for (int tick = 0; tick < 6; tick++) {
            probes.get(4).then = () -> {};
            wheel.tick();
        }
        assertEquals(List.of(4, 0, 4, 1), fired);
    }

    @Test
    void neverExpiresEarly() {
        TimerWheel wheel = new TimerWheel();
        List<Integer> fired = new ArrayList<>();
        wheel.set(new Probe(0, fired), 100);
        wheel.tick(); // this tick may come a moment after set
        assertEquals(List.of(), fired);
        wheel.tick();
        assertEquals(List.of(0), fired);
    }
}
