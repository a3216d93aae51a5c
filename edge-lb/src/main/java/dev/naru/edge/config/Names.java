package dev.naru.edge.config;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of listeners, upstreams, groups, servers, sites and routes, each kind unique in its own scope. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Map<String, String> owners = new HashMap<>();

    /** Names go into logs, metric labels and URLs of the admin API as they are. */
    static String parse(String text) {
        if (!NAME.matcher(text).matches()) {
            throw Texts.expected("a name of 1 to 64 letters, digits, dots, hyphens and underscores", text);
        }
        return text;
    }

    /** Reports a name that is taken already. */
    void claim(Section section, String key, String name) {
        String owner = owners.putIfAbsent(name, section.path());
        if (owner != null && !name.isEmpty()) {
            section.refuse(key, Texts.quote(name) + " is taken by " + owner);
        }
    }
}
