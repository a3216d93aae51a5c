package dev.naru.edge.config;

/** How error messages show what they found. */
final class Texts {
    private static final int MAX_SHOWN = 80;

    private Texts() {}

    /** In quotes, on one line, shortened when long. */
    static String quote(String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        return "'" + shown.replaceAll("\\p{Cntrl}", "·") + "'";
    }

    /** The exception with which a parser of texts refuses one. */
    static IllegalArgumentException expected(String what, String found) {
        return new IllegalArgumentException("expected " + what + ", found " + quote(found));
    }

    /** Whether all of it is printable ASCII without spaces. */
    static boolean isVisibleAscii(String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
