package dev.naru.cluster.proof;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What shoppers were told and must therefore be true, and what nobody should have been told. Thread-safe. */
final class Claims {
    private final Map<String, String> orderOfKey = new ConcurrentHashMap<>();
    private final Set<String> paid = ConcurrentHashMap.newKeySet();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final Set<String> forgedEvents = ConcurrentHashMap.newKeySet();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** One key, one order: whatever was repeated, lost or answered by another replica. */
    void placed(String key, String orderNo) {
        String before = orderOfKey.putIfAbsent(key, orderNo);
        if (before != null && !before.equals(orderNo)) {
            broken.add("one Idempotency-Key gave two orders: " + before + " and " + orderNo);
        }
    }

    void paid(String orderNo) {
        paid.add(orderNo);
    }

    void cancelled(String orderNo) {
        cancelled.add(orderNo);
    }

    /** A webhook that must not be taken. */
    void forged(String eventId) {
        forgedEvents.add(eventId);
    }

    /** Something was answered that never may be. */
    void broken(String what) {
        broken.add(what);
    }

    void count(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    Set<String> toldPaid() {
        return Set.copyOf(paid);
    }

    Set<String> toldCancelled() {
        return Set.copyOf(cancelled);
    }

    Set<String> forgedEvents() {
        return Set.copyOf(forgedEvents);
    }

    java.util.List<String> broken() {
        return java.util.List.copyOf(broken);
    }

    Map<String, Long> counts() {
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((name, count) -> sorted.put(name, count.sum()));
        return sorted;
    }
}
