package dev.naru.origin.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code Upload-Metadata} field of tus: {@code key base64, key base64, …}; a key without a value has the empty one. */
record TusMetadata(String field, Map<String, String> values) {

    private static final int MAX_CHARS = 4096;

    /** @throws IllegalArgumentException when the field is malformed or over 4096 characters */
    static TusMetadata of(@Nullable String field) {
        Map<String, String> values = new LinkedHashMap<>();
        if (field == null || field.isBlank()) {
            return new TusMetadata("", values);
        }
        if (field.length() > MAX_CHARS) {
            throw new IllegalArgumentException("Upload-Metadata has more than " + MAX_CHARS + " characters");
        }
        for (String pair : field.split(",", -1)) {
            String[] parts = pair.strip().split(" ", -1);
            if (parts[0].isEmpty() || parts.length > 2) {
                throw new IllegalArgumentException("Write Upload-Metadata: key base64, key base64");
            }
            if (values.put(parts[0], parts.length == 1 ? "" : text(parts[1])) != null) {
                throw new IllegalArgumentException("Upload-Metadata has " + parts[0] + " twice");
            }
        }
        return new TusMetadata(field, values);
    }

    @Nullable
    String get(String key) {
        return values.get(key);
    }

    private static String text(String base64) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A value of Upload-Metadata is not UTF-8", e);
        }
    }
}
