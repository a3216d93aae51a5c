package dev.naru.edge.discovery;

import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.DnsConfig;
import dev.naru.edge.config.EdgeConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the names of a configuration's servers. A thread of its own asks, and only while there are names; what changes is told once for changes that come
 * together, and whoever is told {@linkplain #expand expands} the configuration again and installs it as it would a changed file.
 */
public final class Discovery implements AutoCloseable {
    /** Changes of several names mostly come together. */
    private static final long TOGETHER_MS = 50;

    private static final long AGAIN_MS = 5_000;

    private final Consumer<String> events;
    private final Map<DnsAddress, Watch> watches = new HashMap<>();
    private BooleanSupplier changed = () -> true;
    private @Nullable Asking asking;
    private boolean telling;
    private boolean closed;

    /** What is there only while there are names. */
    private record Asking(DnsConfig config, MultiThreadIoEventLoopGroup group, EventLoop loop, Resolver resolver) {
        static Asking start(DnsConfig config) {
            MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("edge-dns", true), NioIoHandler.newFactory());
            EventLoop loop = group.next();
            return new Asking(config, group, loop, new DnsResolver(loop, config));
        }

        void stop() {
            resolver.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /**
     * Follows nothing yet.
     *
     * @param events takes a line for each change and failure
     */
    public Discovery(Consumer<String> events) {
        this.events = events;
    }

    /**
     * Who is told when a configuration is to be expanded again, on a thread of its own.
     *
     * @param whom true when that was done; otherwise it is told again after a while
     */
    public synchronized void tell(BooleanSupplier whom) {
        changed = whom;
        schedule(TOGETHER_MS); // nobody was told until now
    }

    /**
     * Follows the names of these configurations, and no others; with the name servers of the last one. What is known of names that stay is kept, also when other name servers
     * are asked.
     */
    public synchronized void follow(EdgeConfig... configs) {
        if (closed) {
            return;
        }
        Set<DnsAddress> names = new HashSet<>();
        for (EdgeConfig config : configs) {
            names.addAll(Expansion.names(config));
        }
        DnsConfig dns = configs[configs.length - 1].dns();
        Map<DnsAddress, List<Endpoint>> known = new HashMap<>();
        watches.forEach((name, watch) -> known.put(name, watch.known()));
        Asking now = asking;
        if (now != null && (names.isEmpty() || !now.config().equals(dns))) {
            stopAsking(now);
        }
        if (names.isEmpty()) {
            return;
        }
        Asking current = asking == null ? Asking.start(dns) : asking;
        asking = current;
        for (DnsAddress gone : Set.copyOf(watches.keySet())) {
            if (!names.contains(gone)) {
                current.loop().execute(watches.remove(gone)::stop);
            }
        }
        for (DnsAddress name : names) {
            watches.computeIfAbsent(name, unwatched -> {
                Watch watch = new Watch(
                        unwatched,
                        dns,
                        current.resolver(),
                        current.loop(),
                        known.getOrDefault(unwatched, List.of()),
                        events,
                        this::asked,
                        this::tellSoon);
                current.loop().execute(watch::ask);
                return watch;
            });
        }
    }

    private void stopAsking(Asking now) {
        watches.values().forEach(watch -> now.loop().execute(watch::stop));
        watches.clear();
        now.stop();
        asking = null;
    }

    /** Waits until every name was asked for once; false when some have no answer in time. */
    public synchronized boolean awaitFirst(long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!watches.values().stream().allMatch(Watch::asked)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** The configuration with the servers that are known now in the place of names. */
    public synchronized EdgeConfig expand(EdgeConfig config) {
        return Expansion.expand(config, name -> {
            Watch watch = watches.get(name);
            return watch == null ? List.of() : watch.known();
        });
    }

    private synchronized void asked() {
        notifyAll();
    }

    private void tellSoon() {
        schedule(TOGETHER_MS);
    }

    private synchronized void schedule(long afterMs) {
        Asking now = asking;
        if (!telling && !closed && now != null) {
            telling = true;
            now.loop()
                    .schedule(
                            () -> Thread.ofVirtual().name("edge-discovery").start(this::tell),
                            afterMs,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void tell() {
        BooleanSupplier whom;
        synchronized (this) {
            telling = false;
            whom = closed ? () -> true : changed;
        }
        if (!whom.getAsBoolean()) {
            schedule(AGAIN_MS);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (asking != null) {
            stopAsking(asking);
        }
    }
}
