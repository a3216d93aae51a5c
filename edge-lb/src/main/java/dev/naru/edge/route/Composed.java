package dev.naru.edge.route;

import com.google.re2j.Matcher;
import dev.naru.edge.config.Template;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts composed of a template, a request and the captures of its route. Off the plain path, so strings will do. */
public final class Composed {
    private Composed() {}

    /** A text of literals and captures. */
    static String text(Template template, @Nullable Matcher captures, boolean query) {
        StringBuilder text = new StringBuilder();
        for (Template.Part part : template.parts()) {
            switch (part) {
                case Template.Literal literal -> text.append(literal.text());
                case Template.Captured captured -> text.append(captured(captured, captures, query));
                case Template.Variable variable -> throw new IllegalArgumentException("no value: " + variable);
            }
        }
        return text.toString();
    }

    /** The Location of a redirect. A path stays a path: it never begins with two slashes, which would be another host. */
    public static String location(RouteAction.RedirectComposed redirect, Route route, Asked asked) {
        RequestHead r = asked.request;
        Matcher captures = route.path().captures(asked);
        StringBuilder text = new StringBuilder();
        boolean query = false;
        for (Template.Part part : redirect.location().parts()) {
            switch (part) {
                case Template.Literal literal -> {
                    text.append(literal.text());
                    query |= literal.text().indexOf('?') >= 0;
                }
                case Template.Captured captured -> text.append(captured(captured, captures, query));
                case Template.Variable variable ->
                    text.append(
                            switch (variable) {
                                case HOST -> Ascii.string(asked.in, r.hostStart, r.hostEnd);
                                case SCHEME -> asked.https ? "https" : "http";
                                case REQUEST_URI -> asked.path() + Ascii.string(asked.in, r.queryStart, r.queryEnd);
                                case REMOTE_ADDR, REQUEST_ID, ROUTE, UPSTREAM ->
                                    throw new IllegalArgumentException("no value: " + variable);
                            });
            }
        }
        int slashes = 0;
        while (slashes < text.length() && (text.charAt(slashes) == '/' || text.charAt(slashes) == '\\')) {
            slashes++;
        }
        return slashes > 1 ? "/" + text.substring(slashes) : text.toString();
    }

    /** In a query what would begin another parameter is encoded: a path must not smuggle one in. */
    private static String captured(Template.Captured captured, @Nullable Matcher captures, boolean query) {
        String group = captures == null ? null : captures.group(captured.group());
        if (group == null) {
            return "";
        }
        if (!query) {
            return group;
        }
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            encoded.append("&=+;#".indexOf(c) >= 0 ? String.format(Locale.ROOT, "%%%02X", (int) c) : String.valueOf(c));
        }
        return encoded.toString();
    }
}
