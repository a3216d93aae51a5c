package dev.naru.edge.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** The texts of regular expressions: RE2, bounded in length, in repetition and in the size of the program they become. */
final class Regexes {
    private static final int MAX_BYTES = 1024;
    /** States of the automaton. A path of 8 KiB costs at most that many steps for each of its bytes: tens of milliseconds. */
    private static final int MAX_PROGRAM = 200;

    private static final int MAX_REPEATS = 10_000;
    private static final java.util.regex.Pattern REPEAT = java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

    private Regexes() {}

    static Pattern compile(String text) {
        boolean ascii = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (text.isEmpty() || !ascii || text.length() > MAX_BYTES) {
            throw Texts.expected("a regular expression of 1 to " + MAX_BYTES + " bytes of ASCII", text);
        }
        if (repeats(text) > MAX_REPEATS) {
            throw Texts.expected("repetitions {n} of at most " + MAX_REPEATS + " in all, multiplied", text);
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw Texts.expected(
                    "a regular expression in RE2 syntax (no look-around, no back-references): " + e.getDescription(),
                    text);
        }
        if (pattern.programSize() > MAX_PROGRAM) {
            throw Texts.expected(
                    "a regular expression of at most " + MAX_PROGRAM + " states, this one has " + pattern.programSize(),
                    text);
        }
        return pattern;
    }

    /** Nested repetitions multiply, and would fill the memory before the compiled size could be looked at. */
    private static long repeats(String text) {
        long product = 1;
        java.util.regex.Matcher repeat = REPEAT.matcher(text);
        while (repeat.find() && product <= MAX_REPEATS) {
            String most = repeat.group(2) == null || repeat.group(2).isEmpty() ? repeat.group(1) : repeat.group(2);
            product *= Math.max(1, most.length() > 4 ? MAX_REPEATS + 1 : Integer.parseInt(most));
        }
        return product;
    }

    /** The regex of a glob, for the whole path. */
    static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder("^");
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '*') {
                boolean deep = i + 1 < text.length() && text.charAt(i + 1) == '*';
                regex.append(deep ? "(.*)" : "([^/]*)");
                i += deep ? 2 : 1;
                continue;
            }
            regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            i++;
        }
        return compile(regex.append('$').toString());
    }
}
