package dev.naru.edge.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ConnectionPoolTest {
    private static final class Connection implements Pooled {
        private int slot = -1;

        @Override
        public int poolSlot() {
            return slot;
        }

        @Override
        public void poolSlot(int slot) {
            this.slot = slot;
        }
    }

    /** The model: a set that never holds more than the limit; the last one put is taken first as long as none was removed. */
    @Property(tries = 500)
    void holdsWhatASetWouldHold(@ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int max) {
        Random random = new Random(seed);
        ConnectionPool<Connection> pool = new ConnectionPool<>(max);
        List<Connection> model = new ArrayList<>();
        boolean ordered = true;
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> {
                    Connection connection = new Connection();
                    boolean fits = model.size() < max;
                    assertEquals(fits, pool.put(connection));
                    if (fits) {
                        model.add(connection);
                    } else {
                        assertEquals(-1, connection.poolSlot());
                    }
                }
                case 3 -> {
                    Connection taken = pool.take();
                    assertEquals(model.isEmpty(), taken == null);
                    if (taken != null) {
                        assertEquals(-1, taken.poolSlot());
                        if (ordered) {
                            assertSame(model.getLast(), taken);
                        }
                        assertEquals(true, model.remove(taken), "it was there, once");
                        pool.remove(taken); // of one that is out: nothing happens
                    }
                }
                default -> {
                    if (!model.isEmpty()) {
                        int place = random.nextInt(model.size());
                        ordered = false;
                        Connection dead = model.remove(place);
                        pool.remove(dead);
                        assertEquals(-1, dead.poolSlot());
                    }
                }
            }
            ordered |= model.isEmpty();
            assertEquals(model.size(), pool.size());
            for (Connection connection : model) {
                assertEquals(true, connection.poolSlot() >= 0 && connection.poolSlot() < model.size());
            }
        }
    }
}
