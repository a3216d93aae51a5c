package dev.naru.edge.proxy;

import dev.naru.edge.http.FieldName;
import dev.naru.edge.http.ResponseHead;
import dev.naru.edge.route.LocationBack;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.RouteAction;
import dev.naru.edge.upstream.Server;
import java.util.Objects;

/** What the edge changes of a server's answer before its client sees it: fields dropped from the head, lines put into {@code context.added}. */
final class ClientResponse {
    private ClientResponse() {}

    /** An answer to be passed on. */
    static void change(LoopContext context, ClientSocket client, Exchange e, ResponseHead head, Server server) {
        context.added.clear();
        Route route = Objects.requireNonNull(e.route);
        if (!route.responseHeaders().none()) {
            route.responseHeaders().apply(context.in, head.fields, context.added, context.answerFacts(client, e));
        }
        if (route.action() instanceof RouteAction.Proxy proxy
                && proxy.rewrite() != null
                && proxy.rewrite().location()) {
            LocationBack.apply(
                    proxy.rewrite(), context.in, head.fields, context.added, context.topology.routes(), route.site());
        }
        byte[] hsts = e.hsts;
        if (hsts != null) {
            // The site's own word counts: a browser takes the first such field and ignores others (RFC 6797 section
            // 8.1).
            head.fields.dropAll(FieldName.STRICT_TRANSPORT_SECURITY);
            context.added.add(hsts);
        }
        keepUser(context, client, e, server);
    }

    /** The answer that switches protocols: it gets nothing but what keeps its user. */
    static void changeSwitch(LoopContext context, ClientSocket client, Exchange e, Server server) {
        context.added.clear();
        keepUser(context, client, e, server);
    }

    private static void keepUser(LoopContext context, ClientSocket client, Exchange e, Server server) {
        Affinity affinity = e.affinity;
        if (affinity != null) {
            affinity.answer(context, e, server, client.https);
        }
    }
}
