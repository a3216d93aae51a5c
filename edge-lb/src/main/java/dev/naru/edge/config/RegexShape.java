package dev.naru.edge.config;

import com.google.re2j.Pattern;

/**
 * What can be said of a regex without running it: the text that every path it takes begins with, and whether it takes all
 * of these. Says too little rather than too much.
 *
 * @param literal what follows {@code ^}; empty when nothing is certain
 * @param all whether every path that begins with {@code literal} is taken
 * @param only whether {@code literal} itself is the only path taken
 */
record RegexShape(String literal, boolean all, boolean only) {
    private static final String META = "\\.[]{}()*+?|^$";

    static RegexShape of(Pattern pattern) {
        String text = pattern.pattern();
        if (text.equals("/") || text.equals(".*") || text.equals("(.*)")) {
            return new RegexShape("/", true, false); // every path begins with a slash
        }
        if (!text.startsWith("^") || text.contains("|")) {
            return new RegexShape("", false, false);
        }
        StringBuilder literal = new StringBuilder();
        int i = 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean escaped = c == '\\' && i + 1 < text.length() && META.indexOf(text.charAt(i + 1)) >= 0;
            if (!escaped && META.indexOf(c) >= 0) {
                break;
            }
            int next = i + (escaped ? 2 : 1);
            if (next < text.length() && "*?+{".indexOf(text.charAt(next)) >= 0) {
                break; // the quantifier is this character's
            }
            literal.append(escaped ? text.charAt(i + 1) : c);
            i = next;
        }
        String rest = text.substring(i);
        boolean all = rest.isEmpty()
                || rest.equals(".*")
                || rest.equals(".*$")
                || rest.equals("(.*)")
                || rest.equals("(.*)$");
        return new RegexShape(literal.isEmpty() ? "/" : literal.toString(), all, rest.equals("$"));
    }
}
