package dev.naru.edge.admin;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.naru.edge.deploy.DeployThread;
import dev.naru.edge.deploy.Ending;
import dev.naru.edge.deploy.Refused;
import dev.naru.edge.deploy.Wish;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Failover deployments: start, watch, hold, resume, roll back, abort, and the reports of those that ended. */
final class DeploymentResource {
    private static final String ALL = "/api/deployments";
    private static final String ONE = ALL + "/{id}";
    private static final Gson GSON = new Gson();
    private static final Set<String> KEYS =
            Set.of("upstream", "to", "steps", "bakeMs", "minRequests", "maxStepMs", "then", "awaitRelease", "dryRun");

    private final List<DeployThread> threads;

    DeploymentResource(List<DeployThread> threads) {
        this.threads = threads;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", ALL, call -> list()),
                Endpoint.of("POST", ALL, this::start),
                Endpoint.of("GET", ONE, this::show),
                Endpoint.of("POST", ONE + "/hold", call -> command(call, DeployThread::hold)),
                Endpoint.of("POST", ONE + "/resume", call -> command(call, DeployThread::resume)),
                Endpoint.of("POST", ONE + "/rollback", call -> command(call, DeployThread::rollBack)),
                Endpoint.of("POST", ONE + "/abort", call -> command(call, DeployThread::abort)),
                Endpoint.of("GET", ONE + "/report", call -> report(call, "json", "application/json")),
                Endpoint.of("GET", ONE + "/report.html", call -> report(call, "html", "text/html; charset=utf-8")
                        .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")));
    }

    private Reply list() throws IOException {
        JsonArray upstreams = new JsonArray();
        for (DeployThread thread : threads) {
            JsonObject json = GSON.toJsonTree(thread.view()).getAsJsonObject();
            json.add("reports", GSON.toJsonTree(thread.reports()));
            upstreams.add(json);
        }
        JsonObject json = new JsonObject();
        json.add("upstreams", upstreams);
        return Reply.json(json);
    }

    private Reply start(Call call) throws Problem, IOException {
        JsonObject body = call.body(KEYS);
        DeployThread thread = thread(body.has("upstream") ? Call.text(body.get("upstream"), "upstream") : null);
        Wish wish = new Wish(
                body.has("to") ? Call.text(body.get("to"), "to") : null,
                body.has("steps") ? steps(body.get("steps")) : null,
                number(body, "bakeMs"),
                number(body, "minRequests"),
                number(body, "maxStepMs"),
                body.has("then") ? ending(Call.text(body.get("then"), "then")) : null,
                body.has("awaitRelease") ? flag(body, "awaitRelease") : null);
        try {
            return body.has("dryRun") && flag(body, "dryRun")
                    ? Reply.json(GSON.toJsonTree(thread.dryRun(wish)))
                    : Reply.json(201, GSON.toJsonTree(thread.start(wish, call.who())));
        } catch (Refused e) {
            throw problem(e);
        }
    }

    private static @Nullable Long number(JsonObject body, String key) throws Problem {
        return body.has(key) ? (long) Call.integer(body.get(key), key) : null;
    }

    private static boolean flag(JsonObject body, String key) throws Problem {
        JsonElement value = body.get(key);
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()) {
            return value.getAsBoolean();
        }
        throw Problem.of(422, key + ": expected true or false, found " + value);
    }

    private static List<Integer> steps(JsonElement value) throws Problem {
        if (!value.isJsonArray()) {
            throw Problem.of(422, "steps: expected a list such as [10,50,100], found " + value);
        }
        List<Integer> steps = new ArrayList<>();
        for (JsonElement item : value.getAsJsonArray()) {
            steps.add(Call.integer(item, "steps"));
        }
        return steps;
    }

    private static Ending ending(String word) throws Problem {
        for (Ending ending : Ending.values()) {
            if (ending.word().equals(word)) {
                return ending;
            }
        }
        throw Problem.of(422, "then: expected swap or even, found '" + word + "'");
    }

    private Reply show(Call call) throws Problem, IOException {
        DeployThread current = current(call.parameter("id"));
        return current == null ? report(call, "json", "application/json") : Reply.json(GSON.toJsonTree(current.view()));
    }

    private interface Command {
        Map<String, Object> of(DeployThread thread, String who) throws Refused;
    }

    private Reply command(Call call, Command command) throws Problem {
        DeployThread thread = current(call.parameter("id"));
        if (thread == null) {
            throw Problem.of(
                    404, "no deployment " + call.parameter("id") + " is under way; GET " + ALL + " lists them");
        }
        try {
            return Reply.json(GSON.toJsonTree(command.of(thread, call.who())));
        } catch (Refused e) {
            throw problem(e);
        }
    }

    private Reply report(Call call, String type, String contentType) throws Problem, IOException {
        String id = call.parameter("id");
        for (DeployThread thread : threads) {
            String report = thread.report(id, type);
            if (report != null) {
                return new Reply(200, contentType, report);
            }
        }
        throw Problem.of(404, "there is no report of a deployment " + id + "; GET " + ALL + " lists them");
    }

    /** The upstream whose last deployment has this id, or that has this name. */
    private @Nullable DeployThread current(String id) {
        for (DeployThread thread : threads) {
            if (thread.upstream().equals(id)
                    || (thread.view().get("deployment") instanceof Map<?, ?> deployment
                            && id.equals(deployment.get("id")))) {
                return thread;
            }
        }
        return null;
    }

    private DeployThread thread(@Nullable String upstream) throws Problem {
        if (upstream == null && threads.size() == 1) {
            return threads.getFirst();
        }
        List<String> names = threads.stream().map(DeployThread::upstream).toList();
        if (upstream == null) {
            throw Problem.of(
                    422,
                    names.isEmpty()
                            ? "the configuration has no deployments"
                            : "expected upstream, one of " + String.join(", ", names));
        }
        for (DeployThread thread : threads) {
            if (thread.upstream().equals(upstream)) {
                return thread;
            }
        }
        throw Problem.of(404, "no deployments of an upstream '" + upstream + "' are configured; there are " + names);
    }

    private static Problem problem(Refused e) {
        return Problem.of(e.conflict() ? 409 : 422, e.reason());
    }
}
