package dev.naru.edge.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of {@code edge-lb ctl}. */
final class CtlArguments {
    private static final Set<String> OPTIONS = Set.of(
            "config", "admin", "token-file", "group", "listener", "method", "client", "limit", "header", "server");

    private final String command;
    private final List<String> words;
    private final Map<String, String> options;
    private final List<String> headers;
    private final boolean json;
    private final boolean help;

    /** What was wrong with the words. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    private CtlArguments(
            List<String> words, Map<String, String> options, List<String> headers, boolean json, boolean help) {
        this.command = words.isEmpty() ? "" : words.getFirst();
        this.words = words.isEmpty() ? words : words.subList(1, words.size());
        this.options = options;
        this.headers = headers;
        this.json = json;
        this.help = help;
    }

    static CtlArguments parse(String[] args) throws UsageException {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        List<String> headers = new ArrayList<>();
        boolean json = false;
        boolean help = args.length == 0;
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            if (word.equals("--json")) {
                json = true;
            } else if (word.equals("--help") || word.equals("-h")) {
                help = true;
            } else if (!word.startsWith("--")) {
                words.add(word);
            } else if (!OPTIONS.contains(word.substring(2))) {
                throw new UsageException("unknown option " + word);
            } else if (i + 1 == args.length) {
                throw new UsageException(word + " wants a value");
            } else if (word.equals("--header")) {
                headers.add(args[++i]);
            } else {
                options.put(word.substring(2), args[++i]);
            }
        }
        return new CtlArguments(List.copyOf(words), options, List.copyOf(headers), json, help);
    }

    String command() {
        return command;
    }

    boolean json() {
        return json;
    }

    boolean help() {
        return help || command.equals("help");
    }

    /** Those behind the command. */
    List<String> words() {
        return words;
    }

    List<String> headers() {
        return headers;
    }

    @Nullable
    String option(String name) {
        return options.get(name);
    }

    UsageException wrong(String message) {
        return new UsageException(message);
    }

    String word(int index, String what) throws UsageException {
        if (index >= words.size()) {
            throw wrong("'" + command + "' wants " + what);
        }
        return words.get(index);
    }

    /** {@code NAME=VALUE} from a place on, and of {@code --server}. */
    Map<String, String> pairs(int from) throws UsageException {
        Map<String, String> pairs = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(words.subList(Math.min(from, words.size()), words.size()));
        String server = option("server");
        if (server != null) {
            if (!all.isEmpty()) {
                throw wrong("'" + command + "' wants groups or one --server, not both");
            }
            all.add(server);
        }
        for (String pair : all) {
            int equals = pair.lastIndexOf('=');
            if (equals < 1) {
                throw wrong("expected NAME=N, found '" + pair + "'");
            }
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        if (pairs.isEmpty()) {
            throw wrong("'" + command + "' wants NAME=N");
        }
        return pairs;
    }

    int number(String text) throws UsageException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong("expected a whole number, found '" + text + "'");
        }
    }

    int limit() throws UsageException {
        String limit = option("limit");
        return limit == null ? 100 : number(limit);
    }
}
