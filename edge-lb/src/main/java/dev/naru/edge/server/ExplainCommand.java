package dev.naru.edge.server;

import dev.naru.edge.admin.Json;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.proxy.Explanation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code edge-lb explain}: why a request goes where it goes, said by the code that would serve it. */
final class ExplainCommand implements Main.Command {

    private final Path config;
    private final Explanation.Question question;
    private final boolean json;

    private ExplainCommand(Path config, Explanation.Question question, boolean json) {
        this.config = config;
        this.question = question;
        this.json = json;
    }

    /** Reads {@code explain --config FILE [--method M] [--header 'A: b'] [--client ADDR] [--json] [METHOD] URL}. */
    static ExplainCommand parse(String[] args) throws UsageException {
        String config = "";
        String method = "";
        String client = "127.0.0.1";
        boolean json = false;
        List<String> headers = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            switch (args[i]) {
                case "--json" -> json = true;
                case "--config" -> config = value(args, ++i);
                case "--method" -> method = value(args, ++i);
                case "--client" -> client = value(args, ++i);
                case "--header" -> headers.add(value(args, ++i));
                default -> words.add(args[i]);
            }
        }
        if (words.size() == 2 && method.isEmpty()) {
            method = words.removeFirst();
        }
        if (config.isEmpty()) {
            throw new UsageException("'explain' wants --config FILE");
        }
        try {
            String url = words.size() == 1 ? words.getFirst() : "";
            return new ExplainCommand(
                    Path.of(config),
                    Explanation.Question.of(method.isEmpty() ? "GET" : method, url, headers, client),
                    json);
        } catch (IllegalArgumentException e) {
            throw new UsageException("'explain': " + e.getMessage());
        }
    }

    private static String value(String[] args, int at) throws UsageException {
        if (at >= args.length) {
            throw new UsageException(args[at - 1] + " wants a value");
        }
        return args[at];
    }

    Path config() {
        return config;
    }

    @Override
    public int run(EdgeConfig config) {
        Explanation explanation = Explanation.of(new SnapshotCompiler().topology(config), question);
        System.out.print(json ? Json.of(explanation) + "\n" : explanation.text());
        return 0;
    }
}
