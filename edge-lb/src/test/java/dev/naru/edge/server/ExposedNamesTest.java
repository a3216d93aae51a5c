package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.MetricsFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Holds the page, the alerts and the dashboard to the names that the edge really exposes. They stay behind when this module is copied without its repository; then
 * there is nothing to hold.
 */
@EnabledIf("isInItsRepository")
class ExposedNamesTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/observability.md");
    private static final Path RULES = ROOT.resolve("infra/prometheus/edge-rules.yml");
    private static final Path DASHBOARDS = ROOT.resolve("infra/grafana/dashboards");
    private static final Pattern HEAD = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
    private static final Pattern NAME = Pattern.compile("\\b(?:edge|jvm|process)_[a-z0-9_]+\\b");
    private static final Pattern ROW =
            Pattern.compile("^\\| `((?:edge|jvm|process)_[a-z0-9_]+)` .*$", Pattern.MULTILINE);

    private final TreeMap<String, String> rows = new TreeMap<>();
    private final Set<String> samples = new HashSet<>();

    static boolean isInItsRepository() {
        return Files.isDirectory(ROOT.resolve("docs"));
    }

    @BeforeEach
    void readWhatIsExposed() throws Exception {
        try (EdgeUnderTest edge =
                EdgeUnderTest.edge().servers(EdgeUnderTest.server(1, "")).start()) {
            String help = "";
            for (String line : edge.server().metrics(MetricsFormat.TEXT).lines().toList()) {
                Matcher head = HEAD.matcher(line);
                if (!head.matches()) {
                    assertTrue(samples.stream().anyMatch(line::startsWith), "a sample without a head: " + line);
                } else if (head.group(1).equals("HELP")) {
                    help = head.group(3);
                } else {
                    String name = head.group(2);
                    String type = head.group(3);
                    assertFalse(help.isBlank(), name);
                    assertEquals(
                            null,
                            rows.put(name, "| `" + name + "` | " + type + " | " + help + " |"),
                            name + " comes twice");
                    samples.addAll(
                            type.equals("histogram")
                                    ? List.of(name + "_bucket", name + "_sum", name + "_count")
                                    : List.of(name));
                    assertEquals(type.equals("counter"), name.endsWith("_total"), name + " is a " + type);
                }
            }
        }
    }

    @Test
    void thePageListsEveryMetric() throws Exception {
        List<String> told = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            told.add(row.group());
        }
        assertEquals(String.join("\n", rows.values()), String.join("\n", told), "the table of " + PAGE);
    }

    @Test
    void alertsAskForWhatThereIsAndNameTheirRunbook() throws Exception {
        String runbooks = Files.readString(ROOT.resolve("docs/runbooks.md"));
        Object rules = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
        int alerts = 0;
        for (Object group : list(rules, "groups")) {
            for (Object rule : list(group, "rules")) {
                assertNames(RULES, text(rule, "expr"));
                if (((java.util.Map<?, ?>) rule).containsKey("alert")) {
                    alerts++;
                    String name = text(rule, "alert");
                    Object annotations = ((java.util.Map<?, ?>) rule).get("annotations");
                    assertEquals(
                            "docs/runbooks.md#" + name.toLowerCase(java.util.Locale.ROOT),
                            text(annotations, "runbook_url"));
                    assertTrue(runbooks.contains("\n## " + name + "\n"), "docs/runbooks.md has nothing on " + name);
                    assertFalse(text(annotations, "summary").isBlank());
                }
            }
        }
        assertTrue(alerts > 10);
    }

    @Test
    void dashboardsAskForWhatThereIs() throws Exception {
        try (var files = Files.list(DASHBOARDS)) {
            for (Path file : files.toList()) {
                // JSON is YAML
                Object dashboard = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
                int targets = 0;
                for (Object panel : list(dashboard, "panels")) {
                    if (((java.util.Map<?, ?>) panel).get("targets") != null) {
                        for (Object target : list(panel, "targets")) {
                            assertNames(file, text(target, "expr"));
                            targets++;
                        }
                    }
                }
                assertTrue(targets > 10, file.toString());
            }
        }
    }

    private void assertNames(Path file, String expression) {
        Matcher name = NAME.matcher(expression);
        while (name.find()) {
            assertTrue(samples.contains(name.group()), file + " asks for " + name.group() + ": " + expression);
        }
    }

    private static List<?> list(Object map, String key) {
        return (List<?>) ((java.util.Map<?, ?>) map).get(key);
    }

    private static String text(Object map, String key) {
        return (String) ((java.util.Map<?, ?>) map).get(key);
    }
}
