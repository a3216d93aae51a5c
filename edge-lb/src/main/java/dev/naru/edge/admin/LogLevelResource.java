package dev.naru.edge.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LogLevel;
import dev.naru.edge.upstream.Change;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How much the error log says, until the process ends. */
final class LogLevelResource {
    private static final String PATH = "/api/log-level";

    private final Edge edge;

    LogLevelResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("GET", PATH, call -> now()), Endpoint.of("PUT", PATH, this::set));
    }

    private static Reply now() {
        JsonObject json = new JsonObject();
        json.addProperty("level", name(EventLog.level()));
        return Reply.json(json);
    }

    private Reply set(Call call) throws Problem, IOException {
        JsonElement given = call.body(Set.of("level")).get("level");
        if (given == null) {
            throw Problem.of(422, "expected the key level");
        }
        LogLevel level = level(Call.text(given, "level"));
        LogLevel before = EventLog.level();
        EventLog.level(level);
        edge.audit().record(new Change(call.who(), "log level", name(before), name(level)));
        return now();
    }

    private static LogLevel level(String text) throws Problem {
        for (LogLevel level : LogLevel.values()) {
            if (name(level).equals(text)) {
                return level;
            }
        }
        throw Problem.of(422, "level: expected error, warn, info or debug, found '" + text + "'");
    }

    private static String name(LogLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
