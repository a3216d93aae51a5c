package dev.naru.edge.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The operators' page: static files inside the jar, the same for everybody; what it shows it asks the API for. Its policy lets it load nothing from elsewhere and run nothing that
 * is not one of these files.
 */
final class ConsoleResource {
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final List<String> FILES = List.of(
            "api.js",
            "console.css",
            "deployment.js",
            "dom.js",
            "events.js",
            "explain.js",
            "icon.svg",
            "main.js",
            "rates.js",
            "topology.js",
            "traffic.js",
            "vendor/uPlot.LICENSE",
            "vendor/uPlot.css",
            "vendor/uPlot.js",
            "words.js");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    List<Endpoint> endpoints() {
        var files = FILES.stream().map(file -> Endpoint.open("GET", "/" + file, call -> file(file)));
        return Stream.concat(Stream.of(Endpoint.open("GET", "/", call -> file("index.html"))), files)
                .toList();
    }

    private static Reply file(String name) throws IOException {
        try (InputStream in = ConsoleResource.class.getResourceAsStream("console/" + name)) {
            if (in == null) {
                throw new IOException("console/" + name + " is not in the jar");
            }
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
            return new Reply(
                    200,
                    type,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                    Map.of("Content-Security-Policy", POLICY, "Referrer-Policy", "no-referrer"));
        }
    }
}
