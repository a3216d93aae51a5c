package dev.naru.edge.proxy;

import dev.naru.edge.http.FieldName;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.policy.Gate;
import dev.naru.edge.policy.GateRequest;
import dev.naru.edge.policy.Refusal;
import dev.naru.edge.policy.Shedding;
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

    /** The rewrite of a route made no valid target of what the client asked. */
    static final Refusal REWRITE_REFUSED =
            Refusal.of(Outcome.REWRITE_REFUSED, "this route makes no valid path of this URL");

    private Admission() {}

    /**
     * Routes the request in {@code context.request}, and counts it when it comes for the first time. {@code OPTIONS *} has no route: it asks the edge itself.
     *
     * @return null when its route's action may be taken; {@link Gate#LATER} when it has to wait for {@code e.verification}; else why not
     */
    static @Nullable Refusal admit(LoopContext context, ClientSocket client, Exchange e) {
        RequestHead request = context.request;
        Site site = context.topology.routes().site(context.in, request.hostStart, request.hostEnd - request.hostStart);
        Route route = site == null ? null : site.route(context.asked.by(context.in, client.peerText, client.https));
        e.site = site;
        if (route != null) {
            e.route = route;
            if (route.responseHeaders().saysHost()) {
                e.keepHost(context.in, request.hostStart, request.hostEnd);
            }
            e.maxBodyBytes = route.maxBodyBytes();
        }
        if (context.shedding.requests() || client.shed) {
            e.stats = route == null ? context.unrouted : context.routeStats[route.index()];
            if (e.verification == null) {
                e.stats.accepted();
            }
            return Shedding.REFUSAL;
        }
        if (e.verification == null) {
            e.stats = route == null ? context.unrouted : context.routeStats[route.index()];
            e.stats.accepted();
            if (route != null && route.handling().misdirected()) {
                e.stats.misdirected();
            }
        }
        e.hsts = site != null && e.https ? site.hsts() : null;
        Refusal refusal = refusal(context.in, request, site, route, e.misdirected);
        if (refusal != null || route == null) {
            return refusal;
        }
        Gate[] gates = context.topology.gates().of(route.index());
        return gates.length == 0 ? null : ask(gates, context, client, e);
    }

    /**
     * Why a request is not let through to what its route does; null when it is.
     *
     * @param misdirected whether it came over a connection whose certificate is not for its host
     */
    static @Nullable Refusal refusal(
            byte[] in, RequestHead request, @Nullable Site site, @Nullable Route route, boolean misdirected) {
        if (request.method == Method.CONNECT || request.method == Method.TRACE) {
            return NEVER_FORWARDED;
        }
        if (site == null) {
            return NO_SITE;
        }
        if (misdirected) {
            return MISDIRECTED;
        }
        if (route == null) {
            if (request.path[request.pathStart] == '*') {
                return null;
            }
            return NO_ROUTE;
        }
        if (!route.allows(in, request.methodStart, request.methodEnd - request.methodStart)) {
            return new Refusal(
                    Outcome.METHOD_REFUSED,
                    405,
                    "this route does not take this method",
                    "Allow: " + route.allow() + "\r\n");
        }
        if (request.contentLength > route.maxBodyBytes()) {
            return bodyTooLarge(route.maxBodyBytes());
        }
        return WebSocketHandshake.check(in, request);
    }

    private static @Nullable Refusal ask(Gate[] gates, LoopContext context, ClientSocket client, Exchange e) {
        GateRequest asked = context.gateRequest.begin(
                context.clientAddress(client), e.startNanos, context.epochMillis, e.verification);
        for (Gate gate : gates) {
            Refusal refusal = gate.check(asked);
            if (refusal != null) {
                e.verification = asked.verification;
                return refusal;
            }
        }
        return null;
    }

    /** Whether it is a POST or PATCH with an Idempotency-Key. */
    static boolean keyed(RequestHead request) {
        return (request.method == Method.POST || request.method == Method.PATCH)
                && request.fields.has(FieldName.IDEMPOTENCY_KEY);
    }

    /** A body that is longer than its route takes, whether it said so or not. */
    static Refusal bodyTooLarge(long maxBytes) {
        return Refusal.of(Outcome.BODY_TOO_LARGE, "the body is over this route's limit of " + maxBytes + " bytes");
    }
}
