package dev.naru.pgsim.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    private Journal open() throws IOException {
        lines.clear();
        return Journal.open(folder, bytes -> {
            String line = new String(bytes, StandardCharsets.UTF_8);
            if (!line.startsWith("{") || !line.endsWith("}")) {
                throw new IOException("not a line: " + line);
            }
            lines.add(line);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void writeRaw(String text) throws IOException {
        Files.writeString(
                folder.resolve(Journal.FILE_NAME), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void replaysWhatWasAppended() throws IOException {
        try (Journal journal = open()) {
            journal.append(bytes("{1}"));
            journal.append(bytes("{나루}"));
        }
        try (Journal journal = open()) {
            assertEquals(List.of("{1}", "{나루}"), lines);
            assertEquals(0, journal.tornBytes());
            journal.append(bytes("{3}"));
        }
        open().close();
        assertEquals(List.of("{1}", "{나루}", "{3}"), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{2", "{", "}", "\0\0\0", "{2}", "half\n"})
    void cutsATornLastLineAndGoesOn(String torn) throws IOException {
        writeRaw("{1}\n" + torn);
        try (Journal journal = open()) {
            assertEquals(List.of("{1}"), lines);
            assertEquals(bytes(torn).length, journal.tornBytes());
            journal.append(bytes("{2}"));
        }
        assertEquals("{1}\n{2}\n", Files.readString(folder.resolve(Journal.FILE_NAME)));
    }

    @Test
    void refusesADamagedLineInTheMiddle() throws IOException {
        writeRaw("{1}\ndamaged\n{3}\n");
        IOException e = assertThrows(IOException.class, this::open);
        assertTrue(e.getMessage().contains("line 2"), e.getMessage());
        assertEquals("{1}\ndamaged\n{3}\n", Files.readString(folder.resolve(Journal.FILE_NAME)));
    }

    @Test
    void hasOneOwner() throws IOException {
        try (Journal first = open()) {
            first.append(bytes("{1}"));
            assertThrows(IOException.class, this::open);
        }
        open().close();
    }
}
