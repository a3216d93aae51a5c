package dev.naru.bench.faults;

import java.util.Map;

/**
 * A request or response.
 *
 * @param start its first line
 * @param headers by name in lower case
 */
record Message(String start, Map<String, String> headers, String body) {
    /** A header's value; empty when there is none. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
