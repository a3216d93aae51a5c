package dev.naru.edge.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One deployment: its plan, where it stands, and all that was seen. Belongs to the controller's thread. */
final class Deployment {
    /** Kept of one deployment, the first ones and the last. */
    static final int MOST_EVENTS = 500;

    static final int MOST_POINTS = 600;

    final String id;
    final Plan plan;
    final long startedAtMs;
    final boolean firstIsNew;

    /** The weights that a roll back restores, by group. */
    Map<String, Integer> baseline;

    State state;
    long endedAtMs;
    int asked;
    TrafficPort.Account account = TrafficPort.Account.NONE;
    final List<StepRecord> steps = new ArrayList<>();
    final List<Integer> shares = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    List<Point> points = new ArrayList<>();

    /** The evidence of the running step. */
    Map<Metric, double[]> evidence = Map.of();

    private int every = 1;
    private int skipped;

    Deployment(String id, Plan plan, long startedAtMs, boolean firstIsNew, Map<String, Integer> baseline, State state) {
        this.id = id;
        this.plan = plan;
        this.startedAtMs = startedAtMs;
        this.firstIsNew = firstIsNew;
        this.baseline = baseline;
        this.state = state;
    }

    void event(Event event) {
        if (events.size() >= MOST_EVENTS) {
            events.remove(MOST_EVENTS / 2);
        }
        events.add(event);
    }

    /** Adds a point; a long deployment keeps every second one, then every fourth, and so on. */
    void point(Point point) {
        if (++skipped < every) {
            return;
        }
        skipped = 0;
        points.add(point);
        if (points.size() >= MOST_POINTS) {
            List<Point> thinned = new ArrayList<>();
            for (int i = 0; i < points.size(); i += 2) {
                thinned.add(points.get(i));
            }
            points = thinned;
            every *= 2;
        }
    }

    void asked(int share) {
        asked = share;
        if (shares.isEmpty() || shares.getLast() != share) {
            shares.add(share);
        }
    }

    @Nullable
    StepRecord step() {
        return steps.isEmpty() ? null : steps.getLast();
    }

    void step(StepRecord record) {
        steps.set(steps.size() - 1, record);
    }

    Users users() {
        return Users.of(firstIsNew, shares);
    }
}
