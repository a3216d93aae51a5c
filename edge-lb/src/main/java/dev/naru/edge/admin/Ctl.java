package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.naru.edge.admin.CtlClient.Answer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code edge-lb ctl}: the admin API from the shell. Exit codes: 0 done, 1 the edge cannot be reached, 2 wrong usage, 3 the edge refuses. */
public final class Ctl {
    private static final int DONE = 0;
    private static final int UNREACHABLE = 1;
    private static final int USAGE = 2;
    private static final int REFUSED = 3;

    private static final String HELP = """
            edge-lb ctl: operates a running edge by its admin API

              edge-lb ctl --config edge.yaml COMMAND ...
              edge-lb ctl --admin http://127.0.0.1:9900 --token-file FILE COMMAND ...

              state                                  the edge, its listeners and upstreams
              servers [UPSTREAM]                     groups and servers, with what they do now
              weight UPSTREAM GROUP=N...             weights of groups, all in one step; GROUP=reset as configured
              weight UPSTREAM --server NAME=N        weight of a server; NAME=reset as configured
              drain UPSTREAM --group G | --server S  no new requests, pinned users may stay, those in flight finish
              maintenance UPSTREAM --group G | --server S
                                                     nothing new at all, those in flight finish
              ready UPSTREAM --group G | --server S  back to work
              drain --listener L                     no new connections, open ones end after their requests
              ready --listener L                     listens again
              reload                                 reads the configuration file again
              diff                                   what a reload would change, and what was changed by hand
              explain [--method M] [--header 'Name: value']... [--client ADDRESS] URL
                                                     why such a request goes where it goes; sends nothing
              connections [--limit N]                client connections, the oldest first
              log-level [error|warn|info|debug]      how much the error log says, until the edge ends; debug names each failed attempt
              audit [--limit N]                      who changed what
              events                                 what happens, until Ctrl-C

              --json                                 the API's own answer instead of a table

            Exit codes: 0 done, 1 the edge cannot be reached, 2 wrong usage, 3 the edge refuses (it says why).
            """;

    private final PrintStream out;
    private final PrintStream err;
    private final CtlArguments arguments;

    private Ctl(CtlArguments arguments, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs a command.
     *
     * @param args those behind {@code ctl}
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            CtlArguments arguments = CtlArguments.parse(args);
            if (arguments.help()) {
                out.print(HELP);
                return DONE;
            }
            return new Ctl(arguments, out, err).run();
        } catch (CtlArguments.UsageException e) {
            err.println("edge-lb ctl: " + e.getMessage());
            err.print(HELP);
            return USAGE;
        } catch (IOException e) {
            err.println("edge-lb ctl: " + e.getMessage());
            return UNREACHABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNREACHABLE;
        }
    }

    private int run() throws CtlArguments.UsageException, IOException, InterruptedException {
        try (CtlClient client = connect()) {
            return switch (arguments.command()) {
                case "state" -> show(client.call("GET", "/api/state", ""), this::state);
                case "servers" -> show(client.call("GET", "/api/state", ""), this::servers);
                case "weight" -> weight(client);
                case "drain", "maintenance", "ready" -> mode(client, arguments.command());
                case "reload" -> reload(client);
                case "diff" -> show(client.call("GET", "/api/config/diff", ""), this::diff);
                case "explain" -> show(client.call("POST", "/api/explain", question()), this::explanation);
                case "connections" ->
                    show(client.call("GET", "/api/connections?limit=" + arguments.limit(), ""), this::connections);
                case "audit" -> show(client.call("GET", "/api/audit?limit=" + arguments.limit(), ""), this::audit);
                case "log-level" -> logLevel(client);
                case "events" -> events(client);
                default -> throw arguments.wrong("unknown command '" + arguments.command() + "'");
            };
        }
    }

    private CtlClient connect() throws CtlArguments.UsageException, IOException {
        return CtlClient.open(arguments.option("config"), arguments.option("admin"), arguments.option("token-file"));
    }

    private interface Printer {
        void print(JsonObject body);
    }

    /** Prints an answer, or why there is none. */
    private int show(Answer answer, @Nullable Printer printer) {
        if (!answer.good()) {
            JsonElement detail = answer.body().get("detail");
            err.println("edge-lb ctl: refused: " + (detail == null ? answer.body() : detail.getAsString()));
            return REFUSED;
        }
        if (arguments.json()) {
            out.println(Json.write(answer.body()));
        } else if (printer != null) {
            printer.print(answer.body());
        }
        return DONE;
    }

    // ---- changes

    private int weight(CtlClient client) throws CtlArguments.UsageException, IOException, InterruptedException {
        String upstream = arguments.word(0, "an upstream");
        Map<String, String> pairs = arguments.pairs(1);
        String kind = arguments.option("server") == null ? "groups" : "servers";
        JsonObject weights = new JsonObject();
        Answer last = null;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            String path = path(upstream, kind, pair.getKey());
            if (pair.getValue().equals("reset")) {
                last = client.call("DELETE", path + "/override", "");
            } else if (kind.equals("servers")) {
                JsonObject one = new JsonObject();
                one.addProperty("weight", arguments.number(pair.getValue()));
                last = client.call("PATCH", path, Json.write(one));
            } else {
                weights.addProperty(pair.getKey(), arguments.number(pair.getValue()));
            }
            if (last != null && !last.good()) {
                return show(last, null);
            }
        }
        if (!weights.isEmpty()) {
            last = client.call("POST", "/api/upstreams/" + encoded(upstream) + "/weights", Json.write(weights));
        }
        return show(Objects.requireNonNull(last), this::weights);
    }

    private int mode(CtlClient client, String mode)
            throws CtlArguments.UsageException, IOException, InterruptedException {
        String listener = arguments.option("listener");
        if (listener != null) {
            if (mode.equals("maintenance")) {
                throw arguments.wrong("a listener is drained or ready");
            }
            String path = "/api/listeners/" + encoded(listener) + (mode.equals("drain") ? "/drain" : "/resume");
            return show(
                    client.call("POST", path, ""),
                    body -> out.println("listener " + listener + (mode.equals("drain") ? " drains: " : " listens: ")
                            + text(body, "open") + " connections are open"));
        }
        String upstream = arguments.word(0, "an upstream");
        String group = arguments.option("group");
        String server = arguments.option("server");
        if ((group == null) == (server == null)) {
            throw arguments.wrong("'" + mode + "' wants either --group G or --server S");
        }
        String path =
                group != null ? path(upstream, "groups", group) : path(upstream, "servers", String.valueOf(server));
        JsonObject change = new JsonObject();
        change.addProperty("mode", mode);
        return show(client.call("PATCH", path, Json.write(change)), this::weights);
    }

    private static String path(String upstream, String kind, String name) {
        return "/api/upstreams/" + encoded(upstream) + "/" + kind + "/" + encoded(name);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private int reload(CtlClient client) throws IOException, InterruptedException {
        Answer answer = client.call("POST", "/api/reload", "");
        if (answer.status() != 422) {
            return show(answer, body -> {
                body.getAsJsonArray("warnings").forEach(warning -> err.println("warning: " + warning.getAsString()));
                out.println("reloaded");
            });
        }
        if (arguments.json()) {
            out.println(Json.write(answer.body()));
        } else {
            answer.body().getAsJsonArray("errors").forEach(error -> err.println(error.getAsString()));
            err.println("edge-lb ctl: refused: the file before serves on");
        }
        return REFUSED;
    }

    private int logLevel(CtlClient client) throws IOException, InterruptedException {
        Printer printer = body -> out.println(text(body, "level"));
        if (arguments.words().isEmpty()) {
            return show(client.call("GET", "/api/log-level", ""), printer);
        }
        JsonObject wanted = new JsonObject();
        wanted.addProperty("level", arguments.words().getFirst());
        return show(client.call("PUT", "/api/log-level", Json.write(wanted)), printer);
    }

    private String question() throws CtlArguments.UsageException {
        List<String> words = arguments.words();
        JsonObject question = new JsonObject();
        String method = arguments.option("method");
        boolean two = words.size() == 2 && method == null;
        question.addProperty("method", two ? words.getFirst() : method == null ? "GET" : method);
        question.addProperty("url", arguments.word(two ? 1 : 0, "a URL"));
        JsonArray headers = new JsonArray();
        arguments.headers().forEach(headers::add);
        question.add("headers", headers);
        String client = arguments.option("client");
        if (client != null) {
            question.addProperty("client", client);
        }
        return Json.write(question);
    }

    // ---- tables

    private static String text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value == null || value.isJsonNull() ? "-" : value.getAsString();
    }

    private static List<JsonObject> items(JsonObject object, String key) {
        List<JsonObject> items = new ArrayList<>();
        object.getAsJsonArray(key).forEach(item -> items.add(item.getAsJsonObject()));
        return items;
    }

    private void state(JsonObject body) {
        JsonObject edge = body.getAsJsonObject("edge");
        out.println("edge-lb " + text(edge, "version") + ", " + text(edge, "state") + " since "
                + text(edge, "startedAt") + ", " + text(edge, "eventLoops") + " loops on " + text(edge, "transport"));
        out.println("configuration " + text(edge, "configFile") + " " + text(edge, "configHash") + ", reloads "
                + text(edge, "reloads"));
        if (!text(edge, "lastReloadError").equals("-")) {
            out.println("the last reload was refused: " + text(edge, "lastReloadError"));
        }
        out.println();
        CtlTable listeners = new CtlTable("LISTENER", "ADDRESS", "TLS", "OPEN", "STATE");
        for (JsonObject one : items(body, "listeners")) {
            listeners.row(
                    text(one, "name"),
                    text(one, "address"),
                    text(one, "tls").equals("true") ? "yes" : "no",
                    text(one, "open"),
                    text(one, "draining").equals("true") ? "draining" : "ready");
        }
        listeners.print(out);
        out.println();
        servers(body);
    }

    private void servers(JsonObject body) {
        List<String> words = arguments.command().equals("servers") ? arguments.words() : List.of();
        CtlTable table = new CtlTable(
                "UPSTREAM",
                "GROUP",
                "WEIGHT",
                "SERVER",
                "ADDRESS",
                "WEIGHT",
                "MODE",
                "HEALTH",
                "FLIGHT",
                "IDLE",
                "REQUESTS",
                "5XX",
                "P99MS");
        for (JsonObject upstream : items(body, "upstreams")) {
            if (!words.isEmpty() && !words.contains(text(upstream, "name"))) {
                continue;
            }
            for (JsonObject group : items(upstream, "groups")) {
                for (JsonObject server : items(group, "servers")) {
                    table.row(
                            text(upstream, "name"),
                            text(group, "name"),
                            weight(group),
                            text(server, "name"),
                            text(server, "address"),
                            weight(server),
                            modes(group, server),
                            text(server, "up").equals("true") ? "up" : "down: " + text(server, "reason"),
                            text(server, "inFlight"),
                            text(server, "idle"),
                            text(server, "requests"),
                            text(server, "errors5xx"),
                            text(server, "p99Ms"));
                }
            }
        }
        table.print(out);
    }

    private static String weight(JsonObject one) {
        String weight = text(one, "weight");
        String configured = text(one, "configuredWeight");
        return weight.equals(configured) ? weight : weight + " (file: " + configured + ")";
    }

    private static String modes(JsonObject group, JsonObject server) {
        String mode = text(server, "mode").equals("ready") ? text(group, "mode") : text(server, "mode");
        return text(server, "drained").equals("true") ? mode + ", drained" : mode;
    }

    private void weights(JsonObject upstream) {
        CtlTable table = new CtlTable("GROUP", "WEIGHT", "MODE", "SERVER", "WEIGHT", "MODE");
        for (JsonObject group : items(upstream, "groups")) {
            for (JsonObject server : items(group, "servers")) {
                table.row(
                        text(group, "name"),
                        weight(group),
                        text(group, "mode"),
                        text(server, "name"),
                        weight(server),
                        text(server, "mode"));
            }
        }
        table.print(out);
    }

    private void diff(JsonObject body) {
        if (text(body, "equal").equals("true")) {
            out.println("what is served is what the file says");
        }
        body.getAsJsonArray("errors")
                .forEach(error -> out.println("the file cannot be served: " + error.getAsString()));
        items(body, "file").forEach(one -> difference("a reload changes  ", one));
        items(body, "overrides").forEach(one -> difference("changed by hand   ", one));
    }

    private void difference(String what, JsonObject one) {
        out.println(what + text(one, "key") + ": running " + text(one, "running") + ", file " + text(one, "file"));
    }

    private void explanation(JsonObject body) {
        out.println(text(body, "text").stripTrailing());
    }

    private void connections(JsonObject body) {
        CtlTable table =
                new CtlTable("CLIENT", "LISTENER", "STATE", "OPEN_MS", "REQUESTS", "ROUTE", "SERVER", "REQUEST_MS");
        for (JsonObject one : items(body, "connections")) {
            table.row(
                    text(one, "client"),
                    text(one, "listener"),
                    text(one, "state"),
                    text(one, "openMs"),
                    text(one, "requests"),
                    text(one, "route"),
                    text(one, "server"),
                    text(one, "requestMs"));
        }
        table.print(out);
        out.println(text(body, "open") + " open");
    }

    private void audit(JsonObject body) {
        CtlTable table = new CtlTable("TIME", "WHO", "WHAT", "BEFORE", "AFTER");
        for (JsonObject one : items(body, "audit")) {
            table.row(text(one, "time"), text(one, "who"), text(one, "what"), text(one, "before"), text(one, "after"));
        }
        table.print(out);
    }

    private int events(CtlClient client) throws IOException, InterruptedException {
        String[] type = {""};
        client.events().forEach(line -> {
            if (line.startsWith("event: ")) {
                type[0] = line.substring(7);
            } else if (line.startsWith("data: ") && (arguments.json() || !type[0].equals("state"))) {
                out.println(type[0] + " " + line.substring(6));
            }
        });
        return DONE;
    }
}
