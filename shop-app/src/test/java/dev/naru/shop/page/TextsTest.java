package dev.naru.shop.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TextsTest {

    @Test
    void everyTextIsThereInBothLanguages() throws IOException {
        Properties korean = read("ko");
        Properties english = read("en");
        assertEquals(new TreeSet<>(korean.stringPropertyNames()), new TreeSet<>(english.stringPropertyNames()));
        for (String key : korean.stringPropertyNames()) {
            assertFalse(korean.getProperty(key).isBlank(), key);
            assertFalse(english.getProperty(key).isBlank(), key);
        }
    }

    private static Properties read(String tag) throws IOException {
        Properties texts = new Properties();
        try (InputStream in = TextsTest.class.getResourceAsStream("/messages/msg_" + tag + ".properties")) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
