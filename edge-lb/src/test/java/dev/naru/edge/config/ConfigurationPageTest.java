package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Holds {@code docs/configuration.md} to the reader: every key is there with its default and bounds, and in the examples.
 * The page stays behind when this module is copied without its repository; then there is nothing to hold.
 */
@EnabledIf("isInItsRepository")
class ConfigurationPageTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("^\\| `([^`]+)` \\| ([^|]*?) ?\\| ([^|]*?) ?\\| ([^|]*?) ?\\| ", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private String page;
    private final Reading reading = new Reading("configuration.md");

    private record Row(String unit, String fallback, String bounds) {}

    static boolean isInItsRepository() {
        return Files.isDirectory(DOCS);
    }

    @BeforeEach
    void readPage() throws IOException {
        page = Files.readString(DOCS.resolve("configuration.md"));
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("deployments"));
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(
                folder.resolve("secrets/staff.htpasswd"),
                "minji:$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234\n");
        Files.writeString(folder.resolve("secrets/partner.jwks.json"), """
            {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}
            """);
        for (String name : Set.of("www.pem", "www.key", "admin.token", "ca.pem", "edge.pem", "edge.key")) {
            Files.createFile(folder.resolve("secrets").resolve(name));
        }
        Files.createDirectories(folder.resolve("pages"));
        for (String name : Set.of("busy.html", "not-found.json")) {
            Files.createFile(folder.resolve("pages").resolve(name));
        }
        Files.writeString(folder.resolve("secrets/affinity.key"), "0f".repeat(32));
        Files.createFile(folder.resolve("secrets/redis.password"));
    }

    private String examples() {
        return EXAMPLE.matcher(page).results().map(found -> found.group(1)).collect(Collectors.joining());
    }

    private Map<String, Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        Matcher row = ROW.matcher(page);
        while (row.find()) {
            rows.put(row.group(1), new Row(row.group(2), row.group(3), row.group(4)));
        }
        return rows;
    }

    /** The reader's keys; those of the short form of servers are documented with a group's servers, those of a site's access with a route's. */
    private Map<String, KeySpec> keys() {
        ConfigResult result = ConfigReader.read(examples(), folder, reading);
        assertInstanceOf(ConfigResult.Loaded.class, result, result::toString);
        return reading.keys().values().stream()
                .filter(key -> !key.path().startsWith("upstreams[].servers[]"))
                .filter(key -> !key.path().startsWith("sites[].access"))
                .collect(Collectors.toMap(KeySpec::path, Function.identity()));
    }

    @Test
    void theExamplesAreOneValidFileWithoutWarnings() {
        ConfigResult result = ConfigReader.read(examples(), folder);
        assertEquals(
                0,
                assertInstanceOf(ConfigResult.Loaded.class, result, result::toString)
                        .warnings()
                        .size());
    }

    @Test
    void everyKeyHasARow() {
        assertEquals(new TreeSet<>(keys().keySet()), rows().keySet());
    }

    @Test
    void rowsGiveTheDefaultAndTheBounds() {
        Map<String, Row> rows = rows();
        keys().forEach((path, key) -> {
            Row row = rows.get(path);
            String fallback = key.fallback().isEmpty() ? KeySpec.NONE : key.fallback();
            assertEquals(fallback, row.fallback(), path);
            assertEquals(key.bounds(), row.bounds(), path);
        });
    }

    @Test
    void rowsGiveTheUnitThatTheNameEndsIn() {
        Map<String, String> units = Map.of("Ms", "ms", "Bytes", "bytes", "BytesPerSecond", "bytes/s");
        rows().forEach((path, row) -> units.forEach((ending, unit) -> {
            if (path.endsWith(ending)) {
                assertEquals(unit, row.unit(), path);
            }
        }));
    }

    @Test
    void everyKeyHasAnExample() {
        Node root = YamlTree.compose(examples(), reading);
        Set<String> given = new TreeSet<>();
        collect(root, "", given);
        Set<String> missing = new TreeSet<>(keys().keySet());
        missing.removeAll(given);
        assertTrue(missing.isEmpty(), missing::toString);
    }

    private static void collect(Node node, String path, Set<String> given) {
        given.add(path);
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> collect(item, path + "[]", given));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                String key = ((ScalarNode) entry.getKeyNode()).getValue();
                collect(entry.getValueNode(), path.isEmpty() ? key : path + "." + key, given);
            }
        }
    }
}
