package dev.naru.origin.payment;

/** Makes a stranger's text safe for one log line. */
final class Quoted {

    private static final int MAX_CHARS = 80;

    private Quoted() {}

    static String of(String text) {
        String bounded = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
        return '"' + bounded.replaceAll("[^\\x20-\\x7e…]", "?") + '"';
    }
}
