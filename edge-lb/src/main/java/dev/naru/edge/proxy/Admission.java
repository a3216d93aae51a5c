package dev.naru.edge.proxy;

import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.policy.Refusal;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.Site;
import org.jspecify.annotations.Nullable;

/** What is decided of a request before anything is done for it: its site, its route, and whether that route takes it. */
final class Admission {
    private static final Refusal NEVER_FORWARDED = new Refusal(
            Outcome.METHOD_REFUSED,
            405,
            "this method is never forwarded",
            "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");
    private static final Refusal NO_SITE = Refusal.of(Outcome.NO_SITE, "no site here has this host name");
    private static final Refusal MISDIRECTED = Refusal.of(
            Outcome.MISDIRECTED, "the certificate of this connection is not for this host; connect to the host itself");
    private static final Refusal NO_ROUTE = Refusal.of(Outcome.NO_ROUTE, "no route of this site takes this path");

    private Admission() {}

    /**
     * Routes the request in {@code context.request}, and counts it; null when its route's action may be taken. {@code OPTIONS *} has no route: it asks the edge itself.
     */
    static @Nullable Refusal admit(LoopContext context, Exchange e) {
        RequestHead request = context.request;
        Site site = context.topology.routes().site(context.in, request.hostStart, request.hostEnd - request.hostStart);
        Route route =
                site == null ? null : site.route(request.path, request.pathStart, request.pathEnd - request.pathStart);
        if (route != null) {
            e.route = route;
            e.stats = context.routeStats[route.index()];
            e.maxBodyBytes = route.maxBodyBytes();
        }
        e.stats.accepted();
        if (request.method == Method.CONNECT || request.method == Method.TRACE) {
            return NEVER_FORWARDED;
        }
        if (site == null) {
            return NO_SITE;
        }
        e.hsts = e.https ? site.hsts() : null;
        if (e.misdirected) {
            return MISDIRECTED;
        }
        if (route == null) {
            if (request.path[request.pathStart] == '*') {
                return null;
            }
            return NO_ROUTE;
        }
        if (!route.allows(context.in, request.methodStart, request.methodEnd - request.methodStart)) {
            return new Refusal(
                    Outcome.METHOD_REFUSED,
                    405,
                    "this route does not take this method",
                    "Allow: " + route.allow() + "\r\n");
        }
        if (request.contentLength > route.maxBodyBytes()) {
            return bodyTooLarge(route.maxBodyBytes());
        }
        return WebSocketHandshake.check(context.in, request);
    }

    /** A body that is longer than its route takes, whether it said so or not. */
    static Refusal bodyTooLarge(long maxBytes) {
        return Refusal.of(Outcome.BODY_TOO_LARGE, "the body is over this route's limit of " + maxBytes + " bytes");
    }
}
