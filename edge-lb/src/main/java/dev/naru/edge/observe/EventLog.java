package dev.naru.edge.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The error log: one line on standard error for each event that an operator should know of. Events may come from event loops, so saying one never blocks: a thread
 * of its own writes, from a bounded queue, and what finds that full is counted. In a flood, lines that differ in numbers only are the same kind: of each kind the first
 * {@link #PER_WINDOW} within {@link #WINDOW_MS} are written, the rest is summed up in one line.
 */
public final class EventLog {
    /** Lines of one kind that are written in a window. */
    public static final int PER_WINDOW = 5;

    /** From one summing up to the next. */
    public static final long WINDOW_MS = 5_000;

    private static final int QUEUE = 1_024;
    /** Kinds told apart in one window; those beyond are one kind together. */
    private static final int KINDS = 200;

    private static final List<Consumer<String>> FOLLOWERS = new CopyOnWriteArrayList<>();
    private static final EventLog STANDARD = new EventLog(line -> {
        System.err.println("edge-lb: " + line);
        FOLLOWERS.forEach(follower -> follower.accept(line));
    });
    private static volatile LogLevel level = LogLevel.INFO;

    private final Consumer<String> out;
    private final ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final AtomicLong said = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong summedUp = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean started;

    private static final class Kind {
        String last = "";
        long count;
    }

    /** @param out where lines go; called by one thread at a time */
    EventLog(Consumer<String> out) {
        this.out = out;
    }

    /** Says one event at {@link LogLevel#INFO}, from any thread. */
    public static void say(String event) {
        say(LogLevel.INFO, event);
    }

    /** Says one event if the log says so much. */
    public static void say(LogLevel of, String event) {
        if (says(of)) {
            STANDARD.offer(event);
        }
    }

    /** Whether events of a level are said: to be asked before one that is dear to compose. */
    public static boolean says(LogLevel of) {
        return of.compareTo(level) <= 0;
    }

    public static LogLevel level() {
        return level;
    }

    /** From now on the log says so much. */
    public static void level(LogLevel now) {
        level = now;
    }

    /** Tells each line that is written, on the writing thread; quick, and without throwing. */
    public static void follow(Consumer<String> follower) {
        FOLLOWERS.add(follower);
    }

    public static void unfollow(Consumer<String> follower) {
        FOLLOWERS.remove(follower);
    }

    /** Starts the writing thread, for those who may have to say something when nothing can be loaded any more. */
    public static void prepare() {
        EventLog rehearsal = new EventLog(_ -> {});
        for (int i = 0; i <= PER_WINDOW; i++) {
            rehearsal.accept("event " + i);
        }
        rehearsal.endWindow();
        STANDARD.start();
    }

    /** Waits until what was said before is written, a second at most; before the process ends. */
    public static void flush() {
        STANDARD.await();
    }

    static long written() {
        return STANDARD.written.get();
    }

    static long summedUp() {
        return STANDARD.summedUp.get();
    }

    static long dropped() {
        return STANDARD.dropped.get();
    }

    private void offer(String event) {
        said.incrementAndGet();
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
            done.incrementAndGet();
        }
        if (!started) {
            start();
        }
    }

    private synchronized void start() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("error-log").start(this::run);
        }
    }

    private void run() {
        long windowEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WINDOW_MS);
        while (true) {
            try {
                String event = queue.poll(Math.max(1, windowEnd - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (event != null) {
                    accept(event);
                    done.incrementAndGet();
                }
            } catch (InterruptedException e) {
                return;
            }
            if (System.nanoTime() - windowEnd >= 0) {
                endWindow();
                windowEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WINDOW_MS);
            }
        }
    }

    /** Takes one event, on the writing thread. */
    synchronized void accept(String event) {
        String name = kinds.size() < KINDS ? kindOf(event) : "";
        Kind kind = kinds.computeIfAbsent(name, _ -> new Kind());
        kind.last = event;
        if (++kind.count <= PER_WINDOW) {
            written.incrementAndGet();
            out.accept(event);
        } else {
            summedUp.incrementAndGet();
        }
    }

    /** Sums up what was left out. */
    synchronized void endWindow() {
        List<Kind> all = new ArrayList<>(kinds.values());
        kinds.clear();
        for (Kind kind : all) {
            if (kind.count > PER_WINDOW) {
                out.accept(String.format(
                        Locale.ROOT, "… and %,d more like it, the last: %s", kind.count - PER_WINDOW, kind.last));
            }
        }
    }

    /** The line without its numbers: addresses, ports and times tell lines of one kind apart, and are what a flood varies. */
    static String kindOf(String event) {
        StringBuilder kind = new StringBuilder(event.length());
        for (int i = 0; i < event.length(); i++) {
            char c = event.charAt(i);
            if (c < '0' || c > '9') {
                kind.append(c);
            } else if (kind.isEmpty() || kind.charAt(kind.length() - 1) != '#') {
                kind.append('#');
            }
        }
        return kind.toString();
    }

    private void await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        long until = said.get();
        while (done.get() < until && System.nanoTime() < deadline) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        endWindow();
    }
}
