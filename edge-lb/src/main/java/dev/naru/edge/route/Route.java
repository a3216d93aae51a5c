package dev.naru.edge.route;

import dev.naru.edge.config.HandlingConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A compiled route. Immutable. */
public final class Route {
    private final String name;
    private final String site;
    private final int index;
    private final MatchSummary match;
    private final RouteAction action;
    private final long maxBodyBytes;
    private final HandlingConfig handling;
    private final String allow;
    private final byte[][] methods;

    Route(
            String name,
            String site,
            int index,
            MatchSummary match,
            RouteAction action,
            long maxBodyBytes,
            List<String> methods,
            HandlingConfig handling) {
        this.name = name;
        this.site = site;
        this.index = index;
        this.match = match;
        this.action = action;
        this.maxBodyBytes = maxBodyBytes;
        this.handling = handling;
        List<String> allowed = withHead(methods);
        this.allow = String.join(", ", allowed);
        this.methods = allowed.stream()
                .map(method -> method.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Whoever serves GET serves HEAD (RFC 9110 section 9.1). */
    private static List<String> withHead(List<String> methods) {
        if (!methods.contains("GET") || methods.contains("HEAD")) {
            return methods;
        }
        List<String> both = new ArrayList<>(methods);
        both.add(methods.indexOf("GET") + 1, "HEAD");
        return both;
    }

    /** Unique within its site. */
    public String name() {
        return name;
    }

    /** The name of its site. */
    public String site() {
        return site;
    }

    /** Its place among all routes of the table, from 0 without gaps: an index for arrays of counters. */
    public int index() {
        return index;
    }

    /** Which paths it takes. */
    public MatchSummary match() {
        return match;
    }

    /** What it does with a request. */
    public RouteAction action() {
        return action;
    }

    /** The longest request body it takes. */
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    /** How its requests are treated under load and failure. */
    public HandlingConfig handling() {
        return handling;
    }

    /** Whether it takes this method (case-sensitive, RFC 9110 section 9.1). Allocates nothing. */
    public boolean allows(byte[] buf, int methodOffset, int methodLength) {
        for (byte[] method : methods) {
            if (Arrays.equals(method, 0, method.length, buf, methodOffset, methodOffset + methodLength)) {
                return true;
            }
        }
        return methods.length == 0;
    }

    /** The value of the Allow header of a 405; empty when any method is taken. */
    public String allow() {
        return allow;
    }

    /** {@code site/name}. */
    @Override
    public String toString() {
        return site + "/" + name;
    }
}
