package dev.naru.edge.proxy;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.route.Composed;
import dev.naru.edge.route.Facts;
import dev.naru.edge.route.RouteAction;
import io.netty.buffer.ByteBuf;
import java.util.Objects;

/** What a route answers by itself, without a back end. */
final class OwnAnswer {
    private static final byte[] NO_BODY = {};

    /** To {@code OPTIONS *}, which asks whether the server is there (RFC 9110 section 9.3.7). */
    static final RouteAction SERVER_OPTIONS = new RouteAction.Respond(200, NO_BODY, "");

    private OwnAnswer() {}

    /** Composes the answer to the request in {@code context.request}, and notes its status. */
    static ByteBuf compose(LoopContext context, Exchange e, RouteAction action, Facts facts, boolean close) {
        return switch (action) {
            case RouteAction.Respond respond -> {
                e.status = respond.status();
                yield EdgeAnswer.compose(
                        context,
                        e,
                        respond.status(),
                        EdgeAnswer.contentType(respond.contentType(), respond.body()),
                        respond.body(),
                        facts,
                        close);
            }
            case RouteAction.RedirectFixed redirect ->
                redirect(context, e, redirect.status(), redirect.location(), facts, close);
            case RouteAction.RedirectSameUrl redirect ->
                redirect(context, e, redirect.status(), sameUrl(context.in, context.request, redirect), facts, close);
            case RouteAction.RedirectComposed redirect -> {
                String location = Composed.location(redirect, Objects.requireNonNull(e.route), context.asked);
                yield redirect(context, e, redirect.status(), location, facts, close);
            }
            case RouteAction.Proxy proxy -> throw new IllegalArgumentException("answered by " + proxy.upstream());
        };
    }

    static Outcome outcome(RouteAction action) {
        return action instanceof RouteAction.Respond ? Outcome.RESPOND : Outcome.REDIRECT;
    }

    static String sameUrl(byte[] in, RequestHead r, RouteAction.RedirectSameUrl redirect) {
        return redirect.prefix()
                + Ascii.string(in, r.hostStart, r.hostEnd)
                + redirect.suffix()
                + Ascii.string(r.path, r.pathStart, r.pathEnd)
                + Ascii.string(in, r.queryStart, r.queryEnd);
    }

    private static ByteBuf redirect(
            LoopContext context, Exchange e, int status, String location, Facts facts, boolean close) {
        e.status = status;
        return EdgeAnswer.compose(context, e, status, "Location: " + location + "\r\n", NO_BODY, facts, close);
    }
}
