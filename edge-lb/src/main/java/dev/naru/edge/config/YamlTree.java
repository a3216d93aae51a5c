package dev.naru.edge.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Turns a YAML 1.2 text into nodes that know their place. */
final class YamlTree {
    private static final int MAX_DEPTH = 32;
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowNonScalarKeys(true) // refused later, where the place is known
            .build();

    private YamlTree() {}

    /** The only document of the text; null when it has none or is refused. */
    static @Nullable Node compose(String text, Reading reading) {
        try {
            if (!isPlain(text, reading)) {
                return null;
            }
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isEmpty()) {
                reading.error("", 1, 1, "the file is empty; it needs at least listeners and sites");
            }
            return root.orElse(null);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            int line = mark == null ? 0 : mark.getLine() + 1;
            int column = mark == null ? 0 : mark.getColumn() + 1;
            reading.error("", line, column, explain(e));
        } catch (ReaderException e) {
            String character = String.format("U+%04X", e.getCodePoint());
            error(reading, text, e.getPosition(), "the character " + character + " may not be in a YAML file");
        }
        return null;
    }

    /**
     * Refuses what a configuration is easier to read, and cheaper to check, without. Goes over the events, because
     * composing nodes recurses as deep as the text nests.
     */
    private static boolean isPlain(String text, Reading reading) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            String problem = null;
            if (event instanceof AliasEvent alias) {
                problem = "aliases (*" + alias.getAlias().getValue() + ") are not taken; write the value out";
            } else if (depth > MAX_DEPTH) {
                problem = "nested deeper than " + MAX_DEPTH + " levels";
            } else if (documents > 1) {
                problem = "a second document begins here; a configuration is one document";
            }
            if (problem != null) {
                Mark mark = event.getStartMark().orElseThrow();
                reading.error("", mark.getLine() + 1, mark.getColumn() + 1, problem);
                return false;
            }
        }
        return true;
    }

    private static String explain(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("TAB")) {
            return "a tab cannot stand here; YAML is indented with spaces";
        }
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        return "not YAML: " + context + problem;
    }

    private static void error(Reading reading, String text, int position, String message) {
        String before = text.substring(0, text.offsetByCodePoints(0, position));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        reading.error("", line, column, message);
    }
}
