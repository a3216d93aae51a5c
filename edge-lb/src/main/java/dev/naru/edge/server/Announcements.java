package dev.naru.edge.server;

import dev.naru.edge.admin.AuditLog;
import dev.naru.edge.admin.EventHub;
import dev.naru.edge.admin.Json;
import dev.naru.edge.deploy.Event;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.upstream.Change;
import java.time.Instant;
import java.util.function.Consumer;

/** Where it is told what happens to the edge: the log, the audit log, and the stream of events of those who watch. Any thread. */
final class Announcements implements AutoCloseable {
    private final AuditLog audit;
    private final EventHub events = new EventHub();
    private final Consumer<String> follower = this::line;

    Announcements(AuditLog audit) {
        this.audit = audit;
        audit.follow(entry -> events.publish("audit", entry));
        EventLog.follow(follower);
    }

    AuditLog audit() {
        return audit;
    }

    EventHub events() {
        return events;
    }

    /** Somebody changed something. */
    void changed(Change change) {
        EventLog.say("changed by " + change);
        audit.record(change);
    }

    /** A deployment went on; {@code id} is empty before there is one. */
    void deployed(String upstream, String id, Event event) {
        String subject = "deployment " + (id.isEmpty() ? "of " + upstream : id);
        EventLog.say(subject + ": " + event.kind() + ": " + event.text());
        audit.record(new Change(subject, event.kind(), "", event.text()));
        if (events.watched()) {
            events.publish(
                    "deployment",
                    Json.of(new Deployed(
                            Instant.ofEpochMilli(event.atMs()).toString(), upstream, id, event.kind(), event.text())));
        }
    }

    private record Deployed(String time, String upstream, String deployment, String kind, String text) {}

    private void line(String line) {
        if (events.watched()) {
            events.publish("event", Json.of(new Told(Instant.now().toString(), line)));
        }
    }

    private record Told(String time, String text) {}

    /** Ends the audit log, and writes what the log still holds. */
    @Override
    public void close() {
        audit.close();
        EventLog.flush();
        EventLog.unfollow(follower);
    }
}
