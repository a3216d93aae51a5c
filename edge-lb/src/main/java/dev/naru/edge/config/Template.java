package dev.naru.edge.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A text with {@code $variables} and {@code $1} captures in it; {@code $$} is a dollar. Not a language: no expressions, no defaults. */
public record Template(List<Part> parts) {
    /** A piece of a template. */
    public sealed interface Part {}

    /** Stands for itself. */
    public record Literal(String text) implements Part {}

    /** A group of the route's regex or glob, from 1. */
    public record Captured(int group) implements Part {}

    /** What a request says. */
    public enum Variable implements Part {
        REMOTE_ADDR,
        REQUEST_ID,
        HOST,
        SCHEME,
        ROUTE,
        UPSTREAM,
        REQUEST_URI;

        @Override
        public String toString() {
            return "$" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Each may be as long as a request line. */
    private static final int MAX_VARIABLES = 16;

    /** What header lines may say. */
    static final Set<Variable> OF_HEADERS = EnumSet.complementOf(EnumSet.of(Variable.REQUEST_URI));

    /** What a redirect may lead to. */
    static final Set<Variable> OF_LOCATIONS = EnumSet.of(Variable.HOST, Variable.SCHEME, Variable.REQUEST_URI);

    static final Set<Variable> NONE = EnumSet.noneOf(Variable.class);

    public Template {
        parts = List.copyOf(parts);
    }

    /** Whether it says the same for every request. */
    public boolean fixed() {
        return parts.stream().allMatch(Literal.class::isInstance);
    }

    /** The literal text at its beginning. */
    String start() {
        return !parts.isEmpty() && parts.getFirst() instanceof Literal literal ? literal.text() : "";
    }

    boolean uses(Variable variable) {
        return parts.contains(variable);
    }

    /**
     * Parses a text.
     *
     * @param captures how many groups there are
     */
    static Template parse(String text, Set<Variable> variables, int captures) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '$') {
                literal.append(c);
                i++;
                continue;
            }
            int end = i + 1;
            while (end < text.length() && isNamePart(text.charAt(end))) {
                end++;
            }
            if (end == i + 1 && end < text.length() && text.charAt(end) == '$') {
                literal.append('$');
                i += 2;
                continue;
            }
            if (!literal.isEmpty()) {
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
            }
            boolean digit = end > i + 1 && Character.isDigit(text.charAt(i + 1));
            end = digit ? i + 2 : end; // $1 ends after its digit, as in nginx
            parts.add(part(text.substring(i + 1, end), variables, captures));
            i = end;
        }
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
        }
        if (parts.stream().filter(part -> !(part instanceof Literal)).count() > MAX_VARIABLES) {
            throw Texts.expected("at most " + MAX_VARIABLES + " variables and captures", text);
        }
        return new Template(parts);
    }

    private static boolean isNamePart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static Part part(String name, Set<Variable> variables, int captures) {
        if (name.length() == 1 && Character.isDigit(name.charAt(0))) {
            int group = name.charAt(0) - '0';
            if (group == 0 || group > captures) {
                throw new IllegalArgumentException("there is no capture $" + name + ": the route's pattern has "
                        + (captures == 0 ? "none (use regex or glob)" : captures + ", from $1")
                        + "; write $$ for a dollar");
            }
            return new Captured(group);
        }
        for (Variable variable : variables) {
            if (variable.toString().equals("$" + name)) {
                return variable;
            }
        }
        String known = variables.stream().map(Variable::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown variable '$" + name + "'; "
                + (known.isEmpty() ? "only captures $1 to $9 may stand here" : "there are " + known)
                + "; write $$ for a dollar");
    }
}
