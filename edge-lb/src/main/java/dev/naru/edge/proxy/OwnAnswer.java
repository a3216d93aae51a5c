package dev.naru.edge.proxy;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.route.RouteAction;
import io.netty.buffer.ByteBuf;

/** What a route answers by itself, without a back end. */
final class OwnAnswer {
    private static final byte[] NO_BODY = {};

    /** To {@code OPTIONS *}, which asks whether the server is there (RFC 9110 section 9.3.7). */
    static final RouteAction SERVER_OPTIONS = new RouteAction.Respond(200, NO_BODY, "");

    private OwnAnswer() {}

    /** Composes the answer to the request in {@code context.request}, and notes its status. */
    static ByteBuf compose(LoopContext context, Exchange e, RouteAction action, boolean close) {
        return switch (action) {
            case RouteAction.Respond respond -> {
                e.status = respond.status();
                yield EdgeAnswer.compose(
                        context.alloc, e, respond.status(), respond.contentType(), respond.body(), "", close);
            }
            case RouteAction.RedirectFixed redirect ->
                redirect(context, e, redirect.status(), redirect.location(), close);
            case RouteAction.RedirectSameUrl redirect ->
                redirect(context, e, redirect.status(), sameUrl(context, redirect), close);
            case RouteAction.Proxy proxy -> throw new IllegalArgumentException("answered by " + proxy.upstream());
        };
    }

    static Outcome outcome(RouteAction action) {
        return action instanceof RouteAction.Respond ? Outcome.RESPOND : Outcome.REDIRECT;
    }

    private static String sameUrl(LoopContext context, RouteAction.RedirectSameUrl redirect) {
        RequestHead r = context.request;
        return redirect.prefix()
                + Ascii.string(context.in, r.hostStart, r.hostEnd)
                + redirect.suffix()
                + Ascii.string(r.path, r.pathStart, r.pathEnd)
                + Ascii.string(context.in, r.queryStart, r.queryEnd);
    }

    private static ByteBuf redirect(LoopContext context, Exchange e, int status, String location, boolean close) {
        e.status = status;
        return EdgeAnswer.compose(context.alloc, e, status, "", NO_BODY, "Location: " + location + "\r\n", close);
    }
}
