package dev.naru.edge.config;

import java.util.Locale;
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
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Turns a YAML 1.2 text into nodes that know their place. */
final class YamlTree {
    private static final int MAX_DEPTH = 32;
    private static final String TAGGED = "tags (!) are not taken; write the value without";
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowNonScalarKeys(true) // refused later, where the place is known
            .build();

    private YamlTree() {}

    /** The only document of the text; null when it has none or is refused. */
    static @Nullable Node compose(String text, Reading reading) {
        try {
            if (!isPrintable(text, reading) || !isPlain(text, reading)) {
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
        } catch (YamlEngineException e) { // the few that know no place, such as a %YAML directive's
            reading.error("", 1, 1, "not YAML 1.2: " + e.getMessage());
        }
        return null;
    }

    /** Looks for itself, because the parser's own refusal knows no line. */
    private static boolean isPrintable(String text, Reading reading) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (!StreamReader.isPrintable(character)) {
                String name = String.format(Locale.ROOT, "U+%04X", character);
                reading.error("", line, column, "the character " + name + " may not be in a YAML file");
                return false;
            }
            boolean lineEnds = character == '\n';
            line += lineEnds ? 1 : 0;
            column = lineEnds ? 1 : column + 1;
        }
        return true;
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
            String problem = problem(event, depth, documents);
            if (problem != null) {
                Mark mark = event.getStartMark().orElseThrow();
                reading.error("", mark.getLine() + 1, mark.getColumn() + 1, problem);
                return false;
            }
        }
        return true;
    }

    private static @Nullable String problem(Event event, int depth, int documents) {
        return switch (event) {
            case AliasEvent alias ->
                "aliases (*" + alias.getAlias().getValue() + ") are not taken; write the value out";
            case ScalarEvent scalar when scalar.getTag().isPresent() -> TAGGED;
            case CollectionStartEvent collection when collection.getTag().isPresent() -> TAGGED;
            case CollectionStartEvent _ when depth > MAX_DEPTH -> "nested deeper than " + MAX_DEPTH + " levels";
            case DocumentStartEvent _
            when documents > 1 -> "a second document begins here; a configuration is one document";
            default -> null;
        };
    }

    private static String explain(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("TAB")) {
            return "a tab cannot stand here; YAML is indented with spaces";
        }
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        return "not YAML: " + context + problem;
    }
}
