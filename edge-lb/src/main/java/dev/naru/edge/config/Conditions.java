package dev.naru.edge.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a route's {@code when}. */
final class Conditions {
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,31}");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern PARAMETER = Pattern.compile("[!-~&&[^&=#]]{1,128}");
    private static final Map<String, String> SCHEMES = Map.of("http", "http", "https", "https");
    private static final int MAX_VALUE = 1024;

    private Conditions() {}

    static ConditionsConfig when(Section s, SplitReader splits) {
        ConditionsConfig when = new ConditionsConfig(
                s.texts("methods", Conditions::method),
                s.choice("scheme", "", SCHEMES),
                s.sections("headers", c -> field(c, NAME, name -> name.toLowerCase(Locale.ROOT))),
                s.sections("cookies", c -> field(c, NAME, UnaryOperator.identity())),
                s.sections("query", c -> field(c, PARAMETER, UnaryOperator.identity())),
                s.optional("split", splits::share));
        if (Stream.of("methods", "scheme", "headers", "cookies", "query", "split")
                .noneMatch(s::has)) {
            s.refuse("expected methods, scheme, headers, cookies, query or split, found none of them");
        }
        refuseContradictions(s, "headers", when.headers());
        refuseContradictions(s, "cookies", when.cookies());
        refuseContradictions(s, "query", when.query());
        return when;
    }

    static String method(String text) {
        if (!METHOD.matcher(text).matches()) {
            throw Texts.expected("a method in upper case, such as GET", text);
        }
        return text;
    }

    private static FieldCondition field(Section s, Pattern form, UnaryOperator<String> normal) {
        String name = s.required("name", "", text -> {
            if (!form.matcher(text).matches()) {
                throw Texts.expected("a name of 1 to 128 characters", text);
            }
            return normal.apply(text);
        });
        String equals = s.optional("equals", Conditions::value);
        String regex = s.optional("regex", text -> Regexes.compile(text).pattern());
        boolean present = s.flag("present", true);
        int tests = (equals == null ? 0 : 1) + (regex == null ? 0 : 1) + (s.has("present") ? 1 : 0);
        if (tests > 1) {
            s.refuse("expected one of equals, regex and present, found " + tests + " of them");
        }
        if (equals != null) {
            return new FieldCondition(name, FieldCondition.Test.EQUALS, equals);
        }
        if (regex != null) {
            return new FieldCondition(name, FieldCondition.Test.REGEX, regex);
        }
        return new FieldCondition(name, present ? FieldCondition.Test.PRESENT : FieldCondition.Test.ABSENT, "");
    }

    private static String value(String text) {
        if (text.length() > MAX_VALUE || !text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw Texts.expected("a value of at most " + MAX_VALUE + " bytes of ASCII", text);
        }
        return text;
    }

    private static void refuseContradictions(Section s, String key, List<FieldCondition> conditions) {
        for (int i = 0; i < conditions.size(); i++) {
            for (FieldCondition other : conditions.subList(0, i)) {
                if (conditions.get(i).contradicts(other)) {
                    s.refuse(
                            key,
                            "no request can meet both " + Texts.quote(other.toString()) + " and "
                                    + Texts.quote(conditions.get(i).toString()));
                }
            }
        }
    }
}
