package dev.naru.edge.discovery;

import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.DnsConfig;
import dev.naru.edge.config.Resolve;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One name: asks for it, and again when its answer has aged. No answer, an error and "no such name" all leave the last good answer in place: whoever restarts
 * a service makes its name vanish for a moment, and servers that are really gone are found out by their health. Everything runs on one thread.
 *
 * <pre>
 * asking ──answer──▶ known ──its TTL, within bounds──▶ asking
 *    └────failure──▶ as before ──minTtl, doubled each time up to maxTtl──▶ asking
 * </pre>
 */
final class Watch {
    private static final int LISTED = 8;
    /** How long what left stays as a backup, in times of maxTtlMs. */
    private static final int LINGER_TTLS = 2;

    private final DnsAddress name;
    private final DnsConfig config;
    private final Resolver resolver;
    private final ScheduledExecutorService thread;
    private final Consumer<String> events;
    private final Runnable afterFirst;
    private final Runnable changed;
    private final List<Endpoint> leaving = new ArrayList<>();
    private List<Endpoint> current;
    private volatile List<Endpoint> known;
    private volatile boolean asked;
    private int failures;
    private boolean tooMany;
    private boolean stopped;
    private @Nullable ScheduledFuture<?> next;

    /**
     * Asks nobody yet.
     *
     * @param known what is known of the name already; empty for nothing
     * @param afterFirst called on the thread when the first question has ended, well or not
     * @param changed called on the thread when {@link #known} is another
     */
    Watch(
            DnsAddress name,
            DnsConfig config,
            Resolver resolver,
            ScheduledExecutorService thread,
            List<Endpoint> known,
            Consumer<String> events,
            Runnable afterFirst,
            Runnable changed) {
        this.name = name;
        this.config = config;
        this.resolver = resolver;
        this.thread = thread;
        this.known = known;
        this.current = known;
        this.events = events;
        this.afterFirst = afterFirst;
        this.changed = changed;
    }

    /** What is known of it; empty when it was never found. For any thread. */
    List<Endpoint> known() {
        return known;
    }

    /** Whether the first question has ended, well or not. For any thread. */
    boolean asked() {
        return asked;
    }

    void ask() {
        resolver.ask(name)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (stopped) {
                                return;
                            }
                            long again = answer == null ? failed(failure) : found(answer);
                            if (!asked) {
                                asked = true;
                                afterFirst.run();
                            }
                            next = thread.schedule(this::ask, again, TimeUnit.MILLISECONDS);
                        },
                        thread);
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private long found(Answer answer) {
        if (failures > 0) {
            failures = 0;
            events.accept("dns: " + name + " is found again");
        }
        List<Endpoint> now = name.resolve() == Resolve.ONE ? List.of(one(answer.endpoints())) : bounded(answer);
        if (!now.equals(current)) {
            List<Endpoint> before = current;
            current = now;
            events.accept("dns: " + name + " is " + text(now));
            linger(before);
            publish();
        }
        return Math.clamp(answer.ttlMs(), config.minTtlMs(), config.maxTtlMs());
    }

    /** What left stays as a backup for a while: when everything moves at once, nobody who was checked would be left otherwise. */
    private void linger(List<Endpoint> before) {
        for (Endpoint gone : before) {
            if (current.stream().noneMatch(endpoint -> endpoint.address().equals(gone.address()))) {
                Endpoint backup = new Endpoint(gone.address(), gone.weight(), true);
                leaving.remove(backup);
                leaving.add(backup);
                thread.schedule(
                        () -> {
                            if (leaving.remove(backup) && !stopped) {
                                publish();
                            }
                        },
                        LINGER_TTLS * config.maxTtlMs(),
                        TimeUnit.MILLISECONDS);
            }
        }
        leaving.removeIf(
                gone -> current.stream().anyMatch(endpoint -> endpoint.address().equals(gone.address())));
        while (leaving.size() > config.maxAddresses()) {
            leaving.removeFirst();
        }
    }

    private void publish() {
        List<Endpoint> all = new ArrayList<>(current);
        all.addAll(leaving);
        known = List.copyOf(all);
        changed.run();
    }

    /** The one there was, as long as the name has it: else every answer would move all traffic. */
    private Endpoint one(List<Endpoint> all) {
        return !current.isEmpty() && all.contains(current.getFirst()) ? current.getFirst() : all.getFirst();
    }

    private List<Endpoint> bounded(Answer answer) {
        List<Endpoint> all = answer.endpoints();
        boolean beyond = all.size() > config.maxAddresses();
        if (beyond && !tooMany) {
            events.accept("dns: " + name + " has " + all.size() + " addresses, and only the first "
                    + config.maxAddresses() + " are used: see dns.maxAddresses");
        }
        tooMany = beyond;
        return beyond ? List.copyOf(all.subList(0, config.maxAddresses())) : all;
    }

    private long failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (failures == 0) {
            events.accept("dns: " + name + " is not found: " + cause.getMessage() + "; "
                    + (current.isEmpty() ? "it has no server until it is" : "kept: " + text(current)));
        }
        long again = Math.min(config.maxTtlMs(), config.minTtlMs() << Math.min(failures, 20));
        failures++;
        return again;
    }

    private static String text(List<Endpoint> endpoints) {
        return endpoints.stream()
                        .limit(LISTED)
                        .map(endpoint -> endpoint.address().toString())
                        .collect(Collectors.joining(", "))
                + (endpoints.size() > LISTED ? " and " + (endpoints.size() - LISTED) + " more" : "");
    }
}
