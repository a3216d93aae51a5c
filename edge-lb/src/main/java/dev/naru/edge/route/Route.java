package dev.naru.edge.route;

import dev.naru.edge.config.HandlingConfig;
import dev.naru.edge.config.RouteConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compiled route. Immutable. */
public final class Route {
    private final RouteConfig config;
    private final String site;
    private final int index;
    private final RoutePath path;
    private final RouteAction action;
    private final Condition[] conditions;
    private final HeaderChanges requestHeaders;
    private final HeaderChanges responseHeaders;
    private final String allow;
    private final byte[][] methods;

    Route(
            RouteConfig config,
            String site,
            int index,
            RouteAction action,
            HeaderChanges requestHeaders,
            HeaderChanges responseHeaders) {
        this.config = config;
        this.site = site;
        this.index = index;
        this.path = RoutePath.of(config.path());
        this.action = action;
        this.conditions = Condition.of(config.when());
        this.requestHeaders = requestHeaders;
        this.responseHeaders = responseHeaders;
        List<String> allowed = withHead(config.methods());
        this.allow = String.join(", ", allowed);
        this.methods = allowed.stream()
                .map(method -> method.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Whoever serves GET serves HEAD (RFC 9110 section 9.1). */
    static List<String> withHead(List<String> methods) {
        if (!methods.contains("GET") || methods.contains("HEAD")) {
            return methods;
        }
        List<String> both = new ArrayList<>(methods);
        both.add(methods.indexOf("GET") + 1, "HEAD");
        return both;
    }

    /** What it was compiled from. */
    public RouteConfig config() {
        return config;
    }

    /** Unique within its site. */
    public String name() {
        return config.name();
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
    public RoutePath path() {
        return path;
    }

    /** What it does with a request. */
    public RouteAction action() {
        return action;
    }

    /** The longest request body it takes. */
    public long maxBodyBytes() {
        return config.maxBodyBytes();
    }

    /** Whether its requests are in the access log. */
    public boolean logged() {
        return config.accessLog();
    }

    /** What is changed of requests on their way to the upstream. */
    public HeaderChanges requestHeaders() {
        return requestHeaders;
    }

    /** What is changed of answers on their way to the client. */
    public HeaderChanges responseHeaders() {
        return responseHeaders;
    }

    /** Whether it looks at more of a request than its path. */
    boolean conditional() {
        return conditions.length > 0;
    }

    /** All conditions. */
    List<Condition> conditions() {
        return List.of(conditions);
    }

    /** The first condition that does not hold; null when all do. */
    @Nullable
    Condition unmet(Asked asked) {
        for (Condition condition : conditions) {
            if (!condition.holds(asked)) {
                return condition;
            }
        }
        return null;
    }

    /** How its requests are treated under load and failure. */
    public HandlingConfig handling() {
        return config.handling();
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
        return site + "/" + name();
    }
}
