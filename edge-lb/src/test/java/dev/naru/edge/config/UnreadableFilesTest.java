package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no YAML, or no files. */
class UnreadableFilesTest {
    @TempDir
    Path folder;

    private static List<String> refused(ConfigResult result) {
        return assertInstanceOf(ConfigResult.Refused.class, result, result::toString).errors().stream()
                .map(ConfigError::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|1:1: the file is empty; it needs at least listeners and sites",
                "# nothing yet|1:1: the file is empty; it needs at least listeners and sites",
                "a: [ 1|1:7: not YAML: while parsing a flow sequence: expected ',' or ']', but got <stream end>",
                "a: 1\\n  b: 2|2:4: not YAML: mapping values are not allowed here",
                "a:\\n\\tb: 1|2:1: a tab cannot stand here; YAML is indented with spaces",
                "a: &x 1\\nb: *x|2:4: aliases (*x) are not taken; write the value out",
                "a: !!int 1|1:4: tags (!) are not taken; write the value without",
                "%YAML 2.0\\n---\\na: 1|1:1: not YAML 1.2: Version{major=2, minor=0}",
                "a: 1\\n---\\nb: 2|2:1: a second document begins here; a configuration is one document",
                "a: \"\\7\"|1:5: the character U+0007 may not be in a YAML file",
                "just text|1:1: expected a map of keys, found 'just text'"
            })
    void namesTheFirstProblem(String text, String expected) {
        String unescaped = text.translateEscapes().replace("\\u0007", "\u0007");
        assertEquals(
                "edge.yaml:" + expected,
                refused(ConfigReader.read(unescaped, folder)).getFirst());
    }

    @Test
    void deepNestingIsRefusedBeforeAnythingRecurses() {
        String text = "a: " + "[".repeat(500_000);
        assertEquals(List.of("edge.yaml:1:35: nested deeper than 32 levels"), refused(ConfigReader.read(text, folder)));
    }

    @Test
    void problemsOfTheFileItselfNameTheFile() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(1024 * 1024 + 1));
        Path korean = Files.write(folder.resolve("korean.yaml"), "# 나루".getBytes("EUC-KR"));
        assertEquals(List.of(missing + ": the file does not exist"), refused(ConfigReader.read(missing)));
        assertEquals(List.of(large + ": the file is larger than 1048576 bytes"), refused(ConfigReader.read(large)));
        assertEquals(List.of(korean + ": the file is not UTF-8 text"), refused(ConfigReader.read(korean)));
        assertTrue(refused(ConfigReader.read(folder)).getFirst().startsWith(folder + ": the file cannot be read: "));
    }

    @Test
    void manyErrorsAreCutAtAHundred() {
        StringBuilder text = new StringBuilder("listeners: [ { name: a, address: ':1' } ]\n");
        for (int i = 0; i < 150; i++) {
            text.append("x").append(i).append(": 1\n");
        }
        List<String> errors = refused(ConfigReader.read(text.toString(), folder));
        assertEquals(101, errors.size());
        assertEquals("edge.yaml:100:1: 51 more errors follow", errors.getLast());
    }
}
