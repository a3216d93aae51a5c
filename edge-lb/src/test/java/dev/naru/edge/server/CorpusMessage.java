package dev.naru.edge.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message of the corpus.
 *
 * @param lenient whether its verdict holds in a lenient mode or with certain settings of its origin only
 */
record CorpusMessage(String source, String id, String verdict, boolean lenient, byte[] raw) {
    /** Simple: the corpus holds flat objects whose values need no unescaping where we look. */
    static List<CorpusMessage> all() throws IOException {
        List<CorpusMessage> all = new ArrayList<>();
        try (InputStream in = CorpusMessage.class.getResourceAsStream("/corpus/http1-requests.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                boolean lenient = line.contains("\"strict\": false")
                        || line.contains("\"config_dependent\": true")
                        || line.contains("\"proxy_protocol\": true");
                byte[] raw = Base64.getDecoder().decode(text(line, "raw_b64"));
                all.add(new CorpusMessage(text(line, "src"), text(line, "id"), text(line, "verdict"), lenient, raw));
            }
        }
        return all;
    }

    private static String text(String line, String key) {
        Matcher m = Pattern.compile("\"" + key + "\": \"([^\"]*)\"").matcher(line);
        if (!m.find()) {
            throw new IllegalArgumentException("no " + key + " in " + line);
        }
        return m.group(1);
    }

    @Override
    public String toString() {
        return source + " " + id + " (" + verdict + "): "
                + new String(raw, StandardCharsets.ISO_8859_1)
                        .replace("\r", "\\r")
                        .replace("\n", "\\n");
    }
}
