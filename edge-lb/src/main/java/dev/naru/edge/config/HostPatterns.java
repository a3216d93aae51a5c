package dev.naru.edge.config;

import java.net.IDN;
import java.util.Locale;

/** The texts of a site's hosts: {@code www.example.com} or {@code *.example.com}. */
final class HostPatterns {
    private HostPatterns() {}

    /** The pattern in lower case. */
    static String parse(String text) {
        if (!Texts.isVisibleAscii(text)) {
            throw Texts.expected("a host in ASCII" + ascii(text), text);
        }
        String name = text.startsWith("*.") ? text.substring(2) : text;
        if (!Addresses.isHostName(name)) {
            String port = name.indexOf(':') >= 0 ? " (without a port)" : "";
            throw Texts.expected("a host such as www.example.com or *.example.com" + port, text);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String ascii(String text) {
        try {
            return ", " + IDN.toASCII(text);
        } catch (IllegalArgumentException e) {
            return ""; // not a name in any script, so there is nothing to suggest
        }
    }
}
