package dev.naru.edge.proxy;

import dev.naru.edge.proxy.Explanation.Action;
import dev.naru.edge.proxy.Explanation.Considered;
import dev.naru.edge.proxy.Explanation.Question;
import java.util.Locale;

/** An explanation as people read it. */
final class ExplanationText {
    private final StringBuilder text = new StringBuilder();

    private ExplanationText() {}

    static String of(Explanation e) {
        ExplanationText writer = new ExplanationText();
        writer.write(e);
        return writer.text.toString();
    }

    private void write(Explanation e) {
        Question asked = e.question();
        line(
                "request",
                asked.method() + " " + asked.scheme() + "://" + asked.authority() + asked.target() + " from "
                        + asked.client());
        line("path", e.path());
        Explanation.Chosen site = e.site();
        Explanation.Chosen route = e.route();
        line("site", site == null ? "none" : site.name() + ": " + site.why());
        if (site != null) {
            line("route", route == null ? "none" : route.name() + ": " + route.why());
        }
        e.routes().forEach(this::write);
        e.splits()
                .forEach(split -> line(
                        "split",
                        split.split() + ": bucket " + split.bucket() + " of 10000 by " + split.toldBy() + ", share "
                                + split.share()));
        e.gates()
                .forEach(gate -> line(
                        "gate",
                        gate.gate() + ": " + gate.verdict() + (gate.detail().isEmpty() ? "" : ", " + gate.detail())));
        AffinityView affinity = e.affinity();
        if (affinity != null) {
            line("affinity", "by " + affinity.by() + ": " + affinity.why());
        }
        Explanation.Refused refusal = e.refusal();
        if (refusal != null) {
            line("refused", refusal.status() + " " + refusal.outcome() + ": " + refusal.detail());
        }
        Action action = e.action();
        if (action != null) {
            line("action", sentence(action));
        }
        e.servers()
                .forEach(server -> line(
                        "  server",
                        server.group() + "/" + server.name() + " at " + server.address() + ", weight "
                                + server.groupWeight() + "/" + server.weight() + (server.backup() ? ", backup" : "")
                                + ": " + server.state()));
    }

    private void write(Considered route) {
        String name = route.name() + " (line " + route.line() + ", " + route.match() + ")";
        line(route.chosen() ? "  took it" : "  not", name + ": " + route.why());
        route.conditions().forEach(verdict -> line(verdict.holds() ? "    holds" : "    fails", verdict.condition()));
    }

    private static String sentence(Action action) {
        return switch (action.kind()) {
            case "proxy" ->
                "upstream " + action.upstream() + " (" + action.balance() + ") is asked for " + action.target();
            case "redirect" -> action.status() + " to " + action.target();
            default -> "answers " + action.status();
        };
    }

    private void line(String label, String value) {
        text.append(String.format(Locale.ROOT, "%-11s %s%n", label, value));
    }
}
