package dev.naru.edge.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.re2j.Pattern;
import dev.naru.edge.config.AccessConfig;
import dev.naru.edge.config.ConditionsConfig;
import dev.naru.edge.config.ExactPath;
import dev.naru.edge.config.FieldCondition;
import dev.naru.edge.config.HandlingConfig;
import dev.naru.edge.config.HeaderEdits;
import dev.naru.edge.config.HeadersConfig;
import dev.naru.edge.config.PathMatch;
import dev.naru.edge.config.PrefixPath;
import dev.naru.edge.config.RegexPath;
import dev.naru.edge.config.RespondConfig;
import dev.naru.edge.config.RouteConfig;
import dev.naru.edge.config.TimeoutsConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several routes takes a request: nginx's order of locations, with conditions. */
class PrecedenceTest {
    private static final String OWN = ", respond: { status: 204 } }";

    private final Site site = Requests.site(
            "{ name: all, path: /" + OWN,
            "{ name: images, path: /images/, beforeRegex: true" + OWN,
            "{ name: documents, path: /documents/" + OWN,
            "{ name: root, path: /only" + OWN,
            "{ name: pictures, regex: '(?i)\\.(gif|jpe?g)$'" + OWN,
            "{ name: thumbs, glob: '/shop/*/thumb-?.jpg'" + OWN,
            "{ name: docs, regex: '^/documents/[0-9]+'" + OWN,
            "{ name: late, regex: '^/documents/[0-9]+/a'" + OWN,
            "{ name: deep, path: /images/deep/" + OWN);

    /** The example of nginx's own page on location, and what goes beyond it. */
    @ParameterizedTest
    @CsvSource({
        "/, all",
        "/index.html, all",
        "/only, root",
        "/only/, all",
        "/documents/document.html, documents",
        "/images/1.gif, images",
        "/documents/1.jpg, pictures",
        "/documents/12, docs",
        "/documents/12/a, docs",
        "/images/deep/1.gif, pictures",
        "/images/deep/1.txt, deep",
        "/a.GIF, pictures",
        "/a.gif/b, all",
        "/shop/7/thumb-1.png, all",
    })
    void nginxsOrderIsKept(String path, String expected) {
        assertEquals("s/" + expected, String.valueOf(site.route(Requests.path(path))));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/*.js, /a/b.js, true",
        "/a/*.js, /a/b/c.js, false",
        "/a/**.js, /a/b/c.js, true",
        "/a/**/x, /a/b/c/x, true",
        "/a/?, /a/b, true",
        "/a/?, /a//, false",
        "/a/?, /a/bc, false",
        "/a.b/*, /aXb/c, false",
        "/(a)/*, /(a)/b, true",
    })
    void globsStandForTheWholePath(String glob, String path, boolean taken) {
        Site one = Requests.site("{ name: g, glob: '" + glob + "'" + OWN);
        assertEquals(taken ? "s/g" : "null", String.valueOf(one.route(Requests.path(path))));
    }

    private record Rule(String kind, String pattern, boolean before, boolean condition) {
        PathMatch path() {
            return switch (kind) {
                case "regex" -> new RegexPath(pattern, Pattern.compile(pattern));
                case "prefix" -> new PrefixPath(pattern, before);
                default -> new ExactPath(pattern);
            };
        }

        boolean takes(String path, boolean met) {
            return path().takes(path) && (met || !condition);
        }

        Route route(int index) {
            FieldCondition header = new FieldCondition("x", FieldCondition.Test.PRESENT, "");
            ConditionsConfig when = condition
                    ? new ConditionsConfig(List.of(), "", List.of(header), List.of(), List.of(), null)
                    : ConditionsConfig.ANY;
            RouteConfig config = new RouteConfig(
                    "r" + index,
                    path(),
                    new RespondConfig(204, "", ""),
                    0,
                    List.of(),
                    when,
                    HeadersConfig.NONE,
                    TimeoutsConfig.UPSTREAMS,
                    true,
                    AccessConfig.OPEN,
                    HandlingConfig.DEFAULTS,
                    null,
                    1);
            HeaderChanges none = HeaderChanges.of(HeaderEdits.NONE, HeaderEdits.NONE, "", "");
            return new Route(config, "s", index, new RouteAction.Respond(204, new byte[0], ""), none, none);
        }
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings().withChars('a', 'b', '/').ofMaxLength(6).map(text -> "/" + text);
    }

    @Provide
    Arbitrary<List<Rule>> rules() {
        Arbitrary<Rule> plain = Combinators.combine(paths(), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as((path, before, condition) ->
                        new Rule(path.endsWith("/") ? "prefix" : "exact", path, before, condition));
        Arbitrary<Rule> regex = Combinators.combine(
                        Arbitraries.of("a$", "^/a", "b", "^/(a|b)/", "^/a/b$", "/+"), Arbitraries.of(true, false))
                .as((text, condition) -> new Rule("regex", text, false, condition));
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, plain), net.jqwik.api.Tuple.of(1, regex))
                .list()
                .ofMaxSize(12);
    }

    /** The rules as they are written down, on lists. */
    private static String expected(List<Rule> rules, String path, boolean met) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).takes(path, met)) {
                left.add(i);
            }
        }
        for (int i : left) {
            if (rules.get(i).kind().equals("exact")) {
                return "s/r" + i;
            }
        }
        int longest = left.stream()
                .filter(i -> rules.get(i).kind().equals("prefix"))
                .max(Comparator.comparing((Integer i) -> rules.get(i).pattern().length())
                        .thenComparing(Comparator.reverseOrder()))
                .orElse(-1);
        if (longest >= 0 && rules.get(longest).before()) {
            return "s/r" + longest;
        }
        for (int i : left) {
            if (rules.get(i).kind().equals("regex")) {
                return "s/r" + i;
            }
        }
        return longest < 0 ? "null" : "s/r" + longest;
    }

    @Property(tries = 5000)
    void theTablesDecideAsTheRulesDo(
            @ForAll("rules") List<Rule> rules, @ForAll("paths") String path, @ForAll boolean met) {
        List<Route> routes = new ArrayList<>();
        for (Rule rule : rules) {
            routes.add(rule.route(routes.size()));
        }
        Site made = new Site("s", List.of(), null, routes, ErrorPages.NONE, HeaderChanges.NONE);
        String normal = path.replaceAll("/+", "/");
        Asked asked = met ? Requests.parsed("GET", normal, "X: 1") : Requests.parsed("GET", normal);
        String taken = String.valueOf(made.route(asked));
        assertEquals(expected(rules, normal, met), taken, () -> rules + " for " + normal);
        assertEquals(
                taken,
                Candidate.of(made, asked).stream()
                        .filter(Candidate::chosen)
                        .map(candidate -> candidate.route().toString())
                        .findFirst()
                        .orElse("null"),
                "the explanation");
    }
}
