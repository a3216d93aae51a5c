package dev.naru.edge.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** JSON of the admin API and of the command line. Loaded with the first call: an edge that nobody asks pays nothing for it. */
public final class Json {
    private static final int MAX_DEPTH = 32;

    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private Json() {}

    static String write(JsonElement json) {
        return GSON.toJson(json);
    }

    /** A record with all that it holds, each component under its name, on one line. */
    public static String of(Record value) {
        return GSON.toJson(value);
    }

    /**
     * Reads one JSON object, and nothing behind it.
     *
     * @throws Problem 400 when it is none
     */
    static JsonObject object(String text) throws Problem {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(MAX_DEPTH);
            JsonElement read = GSON.getAdapter(JsonElement.class).read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT || !read.isJsonObject()) {
                throw Problem.of(400, "the body is no JSON object");
            }
            return read.getAsJsonObject();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw Problem.of(400, "the body is no JSON object: " + e.getMessage());
        }
    }
}
