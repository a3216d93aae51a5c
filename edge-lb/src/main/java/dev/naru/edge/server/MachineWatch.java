package dev.naru.edge.server;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.MachineReading;
import dev.naru.edge.observe.ServerStats;
import dev.naru.edge.policy.Shedding;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks five times a second how full the process's share of the machine is, and has new work refused while it is full: from {@value #FULL_PERCENT} % on, until it is
 * under {@value #ROOM_PERCENT} % again.
 *
 * <ul>
 *   <li>Descriptors: counting them reads a folder of the kernel, which takes long when there are many. So they are counted every ten seconds, and what the loops opened and
 *       closed since is added.
 *   <li>Heap: the old generation. It may be full of garbage, so before anything is refused it is collected, which would have happened a moment later anyway, at most every
 *       {@value #COLLECT_SECONDS} s.
 *   <li>Direct memory: pools never give back what they took, so it is full when they took all of it and use most of that.
 * </ul>
 */
final class MachineWatch implements Runnable {
    static final long PERIOD_MS = 200;

    private static final int FULL_PERCENT = 95;
    private static final int ROOM_PERCENT = 90;

    /** Of direct memory in use, where all is taken; the rest is room inside of chunks that is not always where it is needed. */
    private static final int DIRECT_USED_PERCENT = 80;

    private static final int COLLECT_SECONDS = 2;
    private static final long COUNT_NANOS = 10_000_000_000L;

    private final Supplier<List<LoopStats>> loops;
    private final Shedding shedding;
    private @Nullable MemoryPoolMXBean old;
    private @Nullable UnixOperatingSystemMXBean system;
    private volatile MachineReading reading = MachineReading.UNKNOWN;
    private boolean pretends;
    private long others;
    private long countedAt = System.nanoTime() - COUNT_NANOS;
    private long collectedAt = System.nanoTime() - COLLECT_SECONDS * 1_000_000_000L;

    MachineWatch(Supplier<List<LoopStats>> loops, Shedding shedding) {
        this.loops = loops;
        this.shedding = shedding;
    }

    /** The one whose usage has a threshold: that of objects that stayed. */
    private static @Nullable MemoryPoolMXBean oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .findFirst()
                .orElse(null);
    }

    /** What the last look saw. */
    MachineReading reading() {
        return reading;
    }

    /** Looks no more, and has refused what it is told to. */
    synchronized void pretend(boolean connections, boolean requests) {
        pretends = true;
        shedding.set(connections, requests);
    }

    /** The first time at the start: what it needs can no longer be loaded when there is no descriptor left. */
    @Override
    public synchronized void run() {
        if (pretends) {
            return;
        }
        try {
            look();
        } catch (RuntimeException e) {
            EventLog.say("fault: watching the machine: " + e); // the next look may do better
        }
    }

    private void look() {
        if (old == null) {
            old = oldGeneration();
            system = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix
                    : null;
        }
        MachineReading before = reading;
        long descriptors = descriptors();
        long maxDescriptors = system == null ? 0 : system.getMaxFileDescriptorCount();
        boolean connections = full(descriptors, maxDescriptors, before.shedsConnections());
        long heapMax = old == null ? 0 : old.getUsage().getMax();
        boolean heap = heapFull(heapMax, before.shedsRequests());
        long directMax = PlatformDependent.maxDirectMemory();
        long reserved = Math.max(0, PlatformDependent.usedDirectMemory());
        long used = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        boolean direct =
                full(reserved, directMax, before.shedsRequests()) && used * 100 >= directMax * DIRECT_USED_PERCENT;
        shedding.set(connections, heap || direct);
        reading = new MachineReading(
                descriptors,
                maxDescriptors,
                old == null ? 0 : old.getUsage().getUsed(),
                heapMax,
                used,
                reserved,
                directMax,
                connections,
                heap || direct);
        say(before, reading, heap ? "heap" : "direct memory");
    }

    private long descriptors() {
        if (system == null) {
            return 0;
        }
        long connections = 0;
        for (LoopStats loop : loops.get()) {
            connections += loop.clientsOpen();
            for (ServerStats server : loop.servers()) {
                connections += server.inFlight() + server.idleConnections();
            }
        }
        long now = System.nanoTime();
        if (now - countedAt >= COUNT_NANOS) {
            try {
                others = system.getOpenFileDescriptorCount() - connections;
                countedAt = now;
            } catch (InternalError e) {
                return system.getMaxFileDescriptorCount(); // counting takes a descriptor, and none is left
            }
        }
        return others + connections;
    }

    private boolean heapFull(long max, boolean before) {
        MemoryPoolMXBean pool = old;
        if (pool == null || !full(pool.getUsage().getUsed(), max, before)) {
            return false;
        }
        long now = System.nanoTime();
        if (now - collectedAt < COLLECT_SECONDS * 1_000_000_000L) {
            return before;
        }
        collectedAt = now;
        System.gc();
        return full(pool.getUsage().getUsed(), max, before);
    }

    private static boolean full(long used, long max, boolean before) {
        return max > 0 && used * 100 >= max * (before ? ROOM_PERCENT : FULL_PERCENT);
    }

    private static void say(MachineReading before, MachineReading now, String memory) {
        if (now.shedsConnections() != before.shedsConnections()) {
            EventLog.say(
                    now.shedsConnections()
                            ? "file descriptors are short: " + now.descriptors() + " of " + now.maxDescriptors()
                                    + " are open, requests of new connections get 503 (machine-full); raise"
                                    + " LimitNOFILE or lower limits.connections"
                            : "file descriptors suffice again: " + now.descriptors() + " of " + now.maxDescriptors());
        }
        if (now.shedsRequests() != before.shedsRequests()) {
            EventLog.say(
                    now.shedsRequests()
                            ? memory
                                    + " is short, new requests get 503 (machine-full); raise -Xmx or"
                                    + " -XX:MaxDirectMemorySize, or lower limits.connections"
                            : "memory suffices again");
        }
    }
}
