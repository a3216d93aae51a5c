package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code edge-lb deploy}: failover deployments of a running edge, by its admin API. */
public final class DeployCommand {
    /** What an operator can ask for. */
    public static final String HELP = """
        edge-lb deploy: move users from one group of servers to the other, step by step, and back when the new one is worse

          edge-lb deploy start [--to GROUP] [--upstream U] [--steps 10,25,50,75,100] [--bake 60s] [--min-requests N]
                               [--max-step 30m] [--then swap|even] [--await-release] [--dry-run] [--follow]
          edge-lb deploy status [--json] [--follow]
          edge-lb deploy hold | resume | rollback | abort  [--upstream U]
          edge-lb deploy report [ID] [--html]

          --to GROUP       who takes over; without it the group that does not serve, so each cycle goes the other way round
          --await-release  empty the group first and hold: put the new version on its servers, then resume
          --then           afterwards: swap (the old group waits at 0) or even (both get half)
          --dry-run        say what would be done
          --follow         print each event until it ends; exit code 0 done, 4 rolled back or aborted, 5 held
          --config FILE    the edge's configuration, which names its admin listener and token; or
          --admin URL      of the admin listener (default http://127.0.0.1:9900)
          --token-file F   admin.tokenFile (default secrets/admin.token, or $EDGE_ADMIN_TOKEN_FILE)

        hold stops where it is, rollback restores the weights before the first step, abort gives up and leaves the weights.
        """;

    private static final int USAGE = 2;
    private static final int REFUSED = 1;
    private static final int ROLLED_BACK = 4;
    private static final int HELD = 5;
    private static final String ADMIN = "http://127.0.0.1:9900";
    private static final String TOKEN_FILE = "secrets/admin.token";
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private final PrintStream out;
    private final JsonObject wish = new JsonObject();
    private @Nullable String config;
    private @Nullable String admin;
    private @Nullable String tokenFile;
    private @Nullable String upstream;
    private @Nullable String id;
    private boolean follow;
    private boolean json;
    private boolean html;

    @SuppressWarnings("NullAway.Init") // set before anything is called
    private CtlClient client;

    private DeployCommand(PrintStream out) {
        this.out = out;
    }

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;
        final int code;

        Wrong(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /**
     * Runs the command.
     *
     * @param args begin with {@code deploy}
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length < 2 || args[1].equals("--help") || args[1].equals("help")) {
            out.print(HELP);
            return args.length < 2 ? USAGE : 0;
        }
        DeployCommand command = new DeployCommand(out);
        try {
            for (int i = 2; i < args.length; i++) {
                if (args[i].equals("--help")) {
                    out.print(HELP);
                    return 0;
                }
                i = command.option(args, i);
            }
            try (CtlClient client = command.connect()) {
                command.client = client;
                return command.go(args[1]);
            }
        } catch (Wrong e) {
            err.println("edge-lb: deploy: " + e.getMessage());
            return e.code;
        } catch (IOException e) {
            err.println("edge-lb: deploy: " + e.getMessage());
            return REFUSED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return REFUSED;
        }
    }

    private int option(String[] args, int i) throws Wrong {
        switch (args[i]) {
            case "--await-release" -> wish.addProperty("awaitRelease", true);
            case "--dry-run" -> wish.addProperty("dryRun", true);
            case "--follow" -> follow = true;
            case "--json" -> json = true;
            case "--html" -> html = true;
            case "--to", "--then" -> wish.addProperty(args[i].substring(2), value(args, i));
            case "--upstream" -> {
                upstream = value(args, i);
                wish.addProperty("upstream", upstream);
            }
            case "--steps" -> wish.add("steps", steps(value(args, i)));
            case "--bake" -> wish.addProperty("bakeMs", millis(args[i], value(args, i)));
            case "--max-step" -> wish.addProperty("maxStepMs", millis(args[i], value(args, i)));
            case "--min-requests" -> wish.addProperty("minRequests", number(args[i], value(args, i)));
            case "--config" -> config = value(args, i);
            case "--admin" -> admin = value(args, i);
            case "--token-file" -> tokenFile = value(args, i);
            default -> {
                if (args[i].startsWith("-") || id != null) {
                    throw new Wrong(USAGE, "unknown option '" + args[i] + "': see edge-lb deploy --help");
                }
                id = args[i];
                return i;
            }
        }
        return switch (args[i]) {
            case "--await-release", "--dry-run", "--follow", "--json", "--html" -> i;
            default -> i + 1;
        };
    }

    private static String value(String[] args, int i) throws Wrong {
        if (i + 1 >= args.length) {
            throw new Wrong(USAGE, args[i] + " wants a value");
        }
        return args[i + 1];
    }

    private static JsonArray steps(String text) throws Wrong {
        JsonArray steps = new JsonArray();
        for (String step : text.split(",", -1)) {
            steps.add(number("--steps", step.strip()));
        }
        return steps;
    }

    private static int number(String option, String text) throws Wrong {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Wrong(USAGE, option + ": expected a whole number, found '" + text + "'");
        }
    }

    private static long millis(String option, String text) throws Wrong {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new Wrong(USAGE, option + ": expected a duration such as 30s or 5m, found '" + text + "'");
        }
        long factor =
                switch (matcher.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1000;
                    case "m" -> 60_000;
                    default -> 3_600_000;
                };
        return Long.parseLong(matcher.group(1)) * factor;
    }

    // ---- what to do

    private int go(String verb) throws Wrong, IOException, InterruptedException {
        return switch (verb) {
            case "start" -> start();
            case "status" -> status();
            case "hold", "resume", "rollback", "abort" -> {
                JsonObject view = call("POST", "/api/deployments/" + name() + "/" + verb, "");
                summary(view);
                // What was before this command is known.
                yield follow ? follow(view.has("deployment") ? last(view.getAsJsonObject("deployment")) - 1 : 0) : 0;
            }
            case "report" -> report();
            default -> throw new Wrong(USAGE, "unknown command '" + verb + "': see edge-lb deploy --help");
        };
    }

    private int start() throws Wrong, IOException, InterruptedException {
        JsonObject answer = call("POST", "/api/deployments", wish.toString());
        if (answer.has("dryRun")) {
            out.println(answer);
            return 0;
        }
        upstream = answer.get("upstream").getAsString();
        summary(answer);
        return follow ? follow(0) : 0;
    }

    private int status() throws Wrong, IOException, InterruptedException {
        JsonObject answer = call("GET", "/api/deployments", "");
        if (json) {
            out.println(answer);
        } else {
            answer.getAsJsonArray("upstreams").forEach(item -> summary(item.getAsJsonObject()));
        }
        return follow ? follow(0) : 0;
    }

    private int report() throws Wrong, IOException, InterruptedException {
        String wanted = id;
        if (wanted == null) {
            JsonArray reports = view(name()).getAsJsonArray("reports");
            if (reports.isEmpty()) {
                throw new Wrong(REFUSED, "there is no report yet");
            }
            wanted = reports.get(0).getAsString();
        }
        out.println(client.document("/api/deployments/" + wanted + (html ? "/report.html" : "/report")));
        return 0;
    }

    /** The upstream that was named, or the only one. */
    private String name() throws Wrong, IOException, InterruptedException {
        if (upstream != null) {
            return upstream;
        }
        JsonArray all = call("GET", "/api/deployments", "").getAsJsonArray("upstreams");
        if (all.size() != 1) {
            throw new Wrong(USAGE, "expected --upstream: there are deployments of " + all.size() + " upstreams");
        }
        return all.get(0).getAsJsonObject().get("upstream").getAsString();
    }

    private JsonObject view(String name) throws Wrong, IOException, InterruptedException {
        for (JsonElement item : call("GET", "/api/deployments", "").getAsJsonArray("upstreams")) {
            if (item.getAsJsonObject().get("upstream").getAsString().equals(name)) {
                return item.getAsJsonObject();
            }
        }
        throw new Wrong(REFUSED, "no deployments of upstream " + name + " are configured");
    }

    /** Prints what happens until it ends or is held. A few answers may be missing: the edge may be restarting. */
    private int follow(long from) throws Wrong, InterruptedException, IOException {
        String name = name();
        int missing = 0;
        long seen = from;
        while (true) {
            JsonObject view;
            try {
                view = view(name);
                missing = 0;
            } catch (IOException e) {
                if (++missing > 30) {
                    throw e;
                }
                Thread.sleep(1000);
                continue;
            }
            JsonElement deployment = view.get("deployment");
            if (deployment == null) {
                out.println("no deployment of " + name + " yet");
                return 0;
            }
            for (JsonElement item : deployment.getAsJsonObject().getAsJsonArray("events")) {
                JsonObject event = item.getAsJsonObject();
                if (event.get("atMs").getAsLong() > seen) {
                    out.println(event.get("at").getAsString() + " "
                            + event.get("kind").getAsString() + ": "
                            + event.get("text").getAsString());
                }
            }
            seen = Math.max(seen, last(deployment.getAsJsonObject()));
            switch (view.get("state").getAsString()) {
                case "done", "idle" -> {
                    return 0;
                }
                case "rolled-back", "aborted" -> {
                    return ROLLED_BACK;
                }
                case "held" -> {
                    return HELD;
                }
                default -> Thread.sleep(1000);
            }
        }
    }

    private static long last(JsonObject deployment) {
        JsonArray events = deployment.getAsJsonArray("events");
        return events.isEmpty()
                ? 0
                : events.get(events.size() - 1).getAsJsonObject().get("atMs").getAsLong();
    }

    private void summary(JsonObject view) {
        StringBuilder line = new StringBuilder(view.get("upstream").getAsString())
                .append(": ")
                .append(view.get("state").getAsString())
                .append(", weights ")
                .append(view.get("weights"));
        JsonElement deployment = view.get("deployment");
        if (view.has("problem")) {
            line.append("; ").append(view.get("problem").getAsString());
        } else if (deployment != null) {
            JsonObject its = deployment.getAsJsonObject();
            line.append(String.format(
                    Locale.ROOT,
                    "; %s, %s to %s",
                    its.get("id").getAsString(),
                    its.get("from").getAsString(),
                    its.get("to").getAsString()));
            String reason = its.getAsJsonObject("state").get("reason").getAsString();
            JsonArray steps = its.getAsJsonArray("steps");
            if (!reason.isEmpty()) {
                line.append("; ").append(reason);
            } else if (!steps.isEmpty()) {
                JsonObject step = steps.get(steps.size() - 1).getAsJsonObject();
                line.append("; step ").append(step.get("step").getAsInt() + 1).append(": ");
                line.append(step.get("reason").getAsString());
            }
        }
        out.println(line);
    }

    // ---- the API

    private CtlClient connect() throws Wrong, IOException {
        try {
            if (config != null) {
                return CtlClient.open(config, admin, tokenFile);
            }
            return CtlClient.open(
                    null, admin == null ? ADMIN : admin, tokenFile == null ? standardTokenFile() : tokenFile);
        } catch (CtlArguments.UsageException e) {
            throw new Wrong(USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static String standardTokenFile() {
        String file = System.getenv("EDGE_ADMIN_TOKEN_FILE");
        return file == null ? TOKEN_FILE : file;
    }

    private JsonObject call(String method, String path, String body) throws Wrong, IOException, InterruptedException {
        CtlClient.Answer answer = client.call(method, path, body);
        if (!answer.good()) {
            throw new Wrong(REFUSED, answer.refusal());
        }
        return answer.body();
    }
}
