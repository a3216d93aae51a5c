package dev.naru.edge.server;

import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.proxy.Explanation;
import dev.naru.edge.proxy.RecordJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code edge-lb explain}: why a request goes where it goes, said by the code that would serve it. */
final class ExplainCommand {
    private static final Pattern URL = Pattern.compile("(?i)(https?)://([^/?#]+)([^#]*)");
    private static final Pattern HEADER = Pattern.compile("[^:\\s]+:[^\\r\\n]*");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z-]+");

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
        Matcher url = URL.matcher(words.size() == 1 ? words.getFirst() : "");
        if (config.isEmpty()) {
            throw new UsageException("'explain' wants --config FILE");
        }
        if (!url.matches()) {
            throw new UsageException("'explain' wants one URL such as https://www.example.com/files/1");
        }
        for (String header : headers) {
            if (!HEADER.matcher(header).matches()) {
                throw new UsageException("--header wants 'Name: value', found '" + header + "'");
            }
        }
        method = method.isEmpty() ? "GET" : method;
        if (!METHOD.matcher(method).matches()) {
            throw new UsageException("--method wants a method such as GET, found '" + method + "'");
        }
        if (!client.matches("[0-9a-fA-F.:]+")) {
            throw new UsageException("--client wants an IP address, found '" + client + "'");
        }
        String target = url.group(3).startsWith("/") ? url.group(3) : "/" + url.group(3);
        Explanation.Question question = new Explanation.Question(
                method, url.group(1).toLowerCase(Locale.ROOT), url.group(2), target, headers, client);
        return new ExplainCommand(Path.of(config), question, json);
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

    int run(EdgeConfig config) {
        Explanation explanation = Explanation.of(new SnapshotCompiler().topology(config), question);
        System.out.print(json ? RecordJson.of(explanation) + "\n" : explanation.text());
        return 0;
    }
}
