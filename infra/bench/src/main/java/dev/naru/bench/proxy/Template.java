package dev.naru.bench.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Configuration files as their proxy's administrators know them, with {@code ${name}} where the run decides. */
final class Template {

    private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)}");

    private Template() {}

    /** Fills a resource of this package. Throws IllegalArgumentException for a name without a value. */
    static String fill(String resource, Map<String, String> values) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return NAME.matcher(text).replaceAll(match -> {
                String value = values.get(match.group(1));
                // Comments explain the marks themselves as ${...}, which is no name.
                if (value == null) {
                    throw new IllegalArgumentException(resource + ": no value for ${" + match.group(1) + "}");
                }
                return Matcher.quoteReplacement(value);
            });
        }
    }

    static Path write(String resource, Map<String, String> values, Path dir) throws IOException {
        return Files.writeString(dir.resolve(resource), fill(resource, values));
    }

    /** The values that every configuration needs. */
    static Map<String, String> values(Setup setup) {
        Map<String, String> values = new HashMap<>();
        values.put("dir", setup.dir().toString());
        values.put("loops", Integer.toString(setup.loops()));
        values.put("backEnd", "127.0.0.1:" + setup.ports().backEnd());
        values.put("backEndPort", Integer.toString(setup.ports().backEnd()));
        values.put("httpPort", Integer.toString(setup.ports().http()));
        values.put("p256Port", Integer.toString(setup.ports().p256()));
        values.put("rsaPort", Integer.toString(setup.ports().rsa()));
        values.put("adminPort", Integer.toString(setup.ports().admin()));
        return values;
    }
}
