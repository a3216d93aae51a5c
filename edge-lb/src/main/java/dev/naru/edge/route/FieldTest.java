package dev.naru.edge.route;

import com.google.re2j.Pattern;
import dev.naru.edge.config.FieldCondition;
import dev.naru.edge.config.FieldCondition.Test;
import dev.naru.edge.http.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A condition on a header, a cookie or a parameter of the query. */
final class FieldTest implements Condition {
    /** Values of one name that are looked at; a client could send thousands. */
    private static final int MAX_VALUES = 16;

    /** Where the value is. */
    enum Source {
        HEADER("header"),
        COOKIE("cookie"),
        QUERY("query");

        final String word;

        Source(String word) {
            this.word = word;
        }

        long find(Asked asked, byte[] name, int skip) {
            return switch (this) {
                case HEADER -> Lookup.header(asked, name, skip);
                case COOKIE -> Lookup.cookie(asked, name, skip);
                case QUERY -> Lookup.parameter(asked, name, skip);
            };
        }
    }

    private final Source source;
    private final FieldCondition condition;
    private final byte[] name;
    private final byte[] value;
    private final @Nullable Pattern regex;

    FieldTest(Source source, FieldCondition condition) {
        this.source = source;
        this.condition = condition;
        this.name = condition.name().getBytes(StandardCharsets.US_ASCII);
        this.value = condition.value().getBytes(StandardCharsets.US_ASCII);
        this.regex = condition.test() == Test.REGEX ? Pattern.compile(condition.value()) : null;
    }

    @Override
    public boolean holds(Asked asked) {
        for (int i = 0; i < MAX_VALUES; i++) {
            long found = source.find(asked, name, i);
            if (found == Lookup.NONE) {
                return condition.test() == Test.ABSENT;
            }
            if (condition.test() == Test.ABSENT) {
                return false;
            }
            if (matches(asked.in, Lookup.start(found), Lookup.end(found))) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(byte[] in, int from, int to) {
        return switch (condition.test()) {
            case EQUALS -> Arrays.equals(in, from, to, value, 0, value.length);
            case REGEX ->
                regex != null && regex.matcher(Ascii.string(in, from, to)).find();
            case PRESENT, ABSENT -> true;
        };
    }

    @Override
    public String toString() {
        return source.word + " " + condition;
    }
}
