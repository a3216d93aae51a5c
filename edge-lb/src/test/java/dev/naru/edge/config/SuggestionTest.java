package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    @Test
    void suggestsTheNearestOrListsAll() {
        List<String> known = List.of("maxFails", "failTimeoutMs", "weight");
        assertEquals("; did you mean 'failTimeoutMs'?", Suggestion.among(known, "failTimeout"));
        assertEquals("; did you mean 'failTimeoutMs'?", Suggestion.among(known, "fail-timeout-ms"));
        assertEquals("; did you mean 'weight'?", Suggestion.among(known, "wieght"));
        assertEquals("; there are maxFails, failTimeoutMs, weight", Suggestion.among(known, "retries"));
        assertEquals("", Suggestion.among(List.of(), "x"));
    }

    @Property(tries = 300)
    void distanceIsTheFewestEdits(
            @ForAll @AlphaChars @StringLength(max = 5) String a, @ForAll @AlphaChars @StringLength(max = 5) String b) {
        assertEquals(edits(a, b), Suggestion.distance(a, b));
    }

    /** The definition, without a table. */
    private static int edits(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Math.max(a.length(), b.length());
        }
        int change = a.charAt(0) == b.charAt(0) ? 0 : 1;
        return Math.min(
                change + edits(a.substring(1), b.substring(1)),
                1 + Math.min(edits(a.substring(1), b), edits(a, b.substring(1))));
    }
}
