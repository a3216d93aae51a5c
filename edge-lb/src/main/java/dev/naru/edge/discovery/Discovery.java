package dev.naru.edge.discovery;

import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.DnsConfig;
import dev.naru.edge.config.EdgeConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the names of a configuration's servers. A thread of its own asks, and only while there are names; what changes is told once for changes that come
 * together, and whoever is told {@linkplain #expand expands} the configuration again and installs it as it would a changed file.
 */
public final class Discovery implements AutoCloseable {
    /** Changes of several names mostly come together. */
    private static final long TOGETHER_MS = 50;

    private final Consumer<String> events;
    private final Runnable changed;
    private final Map<DnsAddress, Watch> watches = new HashMap<>();
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
     * @param changed called on a thread of its own when a configuration with names is to be expanded again; must not be called for one that is not followed
     */
    public Discovery(Consumer<String> events, Runnable changed) {
        this.events = events;
        this.changed = changed;
    }

    /** Follows the names of this configuration, and of no other; answers for names that stay are kept, unless it asks other name servers. */
    public synchronized void follow(EdgeConfig config) {
        Set<DnsAddress> names = Expansion.names(config);
        Asking now = asking;
        if (now != null && (names.isEmpty() || !now.config().equals(config.dns()))) {
            watches.values().forEach(watch -> now.loop().execute(watch::stop));
            watches.clear();
            now.stop();
            asking = null;
        }
        if (names.isEmpty() || closed) {
            return;
        }
        Asking current = asking == null ? Asking.start(config.dns()) : asking;
        asking = current;
        watches.entrySet().removeIf(entry -> {
            boolean gone = !names.contains(entry.getKey());
            if (gone) {
                current.loop().execute(entry.getValue()::stop);
            }
            return gone;
        });
        for (DnsAddress name : names) {
            watches.computeIfAbsent(name, unknown -> {
                Watch watch =
                        new Watch(unknown, config.dns(), current.resolver(), current.loop(), events, this::tellSoon);
                current.loop().execute(watch::ask);
                return watch;
            });
        }
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

    private synchronized void tellSoon() {
        notifyAll();
        Asking now = asking;
        if (!telling && now != null) {
            telling = true;
            now.loop().schedule(this::tell, TOGETHER_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void tell() {
        synchronized (this) {
            telling = false;
            if (closed) {
                return;
            }
        }
        Thread.ofVirtual().name("edge-discovery").start(changed);
    }

    @Override
    public synchronized void close() {
        closed = true;
        watches.clear();
        if (asking != null) {
            asking.stop();
            asking = null;
        }
    }
}
