package dev.naru.edge.proxy;

import dev.naru.edge.balance.HashKey;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestWriter;
import dev.naru.edge.route.Rewrite;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.RouteAction;
import java.util.Objects;

/** What a server gets to see of a request: whose it is, and its head, written anew. */
final class UpstreamRequest {
    /** The rewrite of the route made no valid target of what the client asked. */
    static final int REFUSED = -1;

    private UpstreamRequest() {}

    /**
     * Reads from the request in {@code context.request} what its upstream is chosen by, and composes the head for it in {@code context.out}.
     *
     * @return the length of that head, or {@link #REFUSED}
     */
    static int compose(LoopContext context, ClientSocket client, Exchange e, RouteAction.Proxy proxy) {
        RequestHead request = context.request;
        Route route = Objects.requireNonNull(e.route);
        e.upstream = context.topology.upstreams().get(proxy.upstreamIndex());
        e.tunnel = request.wantsTunnel(context.in);
        e.keyed = route.handling().retryWithKey() && Admission.keyed(request);
        readUser(context, client, e, proxy, route);
        Rewrite rewrite = proxy.rewrite();
        if (rewrite != null && !context.rewriter.apply(rewrite, route, context.asked)) {
            return REFUSED;
        }
        if (!route.requestHeaders().none()) {
            context.facts.host(context.in, request.hostStart, request.hostEnd);
            route.requestHeaders().apply(context.in, request.fields, context.added, context.facts(client, e));
        }
        int length = RequestWriter.write(
                context.in,
                request,
                context.out,
                client.peerText,
                client.trusted,
                client.https,
                e.tunnel,
                context.added,
                e.trace,
                e.idHigh,
                e.idLow);
        if (rewrite != null) {
            context.rewriter.restore(request);
        }
        return length;
    }

    private static void readUser(
            LoopContext context, ClientSocket client, Exchange e, RouteAction.Proxy proxy, Route route) {
        HashKey key = context.hashKeys[proxy.upstreamIndex()];
        if (key != null) {
            e.choice.key = key.read(context.in, context.request, context.clientAddress(client));
        }
        Affinity affinity = context.affinities[route.index()];
        if (affinity != null) {
            affinity.read(context, e, context.clientAddress(client));
        }
    }
}
