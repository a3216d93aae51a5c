package dev.naru.edge.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.edge.http.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of targets and redirects. */
class RewriterTest {
    private static String rewritten(String route, String target) {
        Site site = Requests.site("{ name: r, " + route + " }");
        Asked asked = Requests.parsed("GET", target);
        Route taken = site.route(asked);
        if (taken == null) {
            return "no route";
        }
        RouteAction.Proxy proxy = (RouteAction.Proxy) taken.action();
        Rewriter rewriter = new Rewriter(200);
        String before = shown(asked);
        if (!rewriter.apply(proxy.rewrite(), taken, asked)) {
            assertEquals(before, shown(asked), "a refused rewrite changes nothing");
            return "refused";
        }
        String after = shown(asked);
        rewriter.restore(asked.request);
        assertEquals(before, shown(asked), "restored");
        return after;
    }

    private static String shown(Asked asked) {
        var head = asked.request;
        return Ascii.string(head.path, head.pathStart, head.pathEnd)
                + Ascii.string(asked.in, head.queryStart, head.queryEnd);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path: /old/, proxy: { upstream: app, rewrite: { prefix: /new/ } } | /old/a?b=c | /new/a?b=c",
                "path: /old/, proxy: { upstream: app, rewrite: { prefix: / } } | /old/a/b | /a/b",
                "path: /old/, proxy: { upstream: app, rewrite: { prefix: / } } | /old/ | /",
                "path: /old/, proxy: { upstream: app, rewrite: { prefix: /new/ } } | /x/../old/%41/../b | /new/b",
                "path: /old/, proxy: { upstream: app, rewrite: { prefix: /new/, query: '' } } | /old/a?b | /new/a",
                "path: /old/, proxy: { upstream: app, rewrite: { query: 'v=2' } } | /old/a?b | /old/a?v=2",
                "path: /old, proxy: { upstream: app, rewrite: { to: /x } } | /old?b=c | /x?b=c",
                "glob: /u/*/p/**, proxy: { upstream: app, rewrite: { to: /p/$2/of/$1 } } | /u/kim/p/a/b | /p/a/b/of/kim",
                "regex: '^/i/(a+)(b+)?', proxy: { upstream: app, rewrite: { to: '/$1/$2/x' } } | /i/aa | /aa/x",
                "regex: '^/i(.*)$', proxy: { upstream: app, rewrite: { to: /x$1 } } | /i/../../y | no route",
                "regex: '^/i(.*)$', proxy: { upstream: app, rewrite: { to: /x$1 } } | /i/%2e%2e%2fy | /x/..%2Fy",
                "regex: '^/i/(.+)$', proxy: { upstream: app, rewrite: { to: '/x/.$1' } } | /i/./y | /x/.y",
                "regex: '^/i/(.+)$', proxy: { upstream: app, rewrite: { to: '/x/.$1' } } | /i/.%2F | /x/..%2F",
                "regex: '^/i/(.+)$', proxy: { upstream: app, rewrite: { to: '/x/.$1/y' } } | /i/.b | /x/..b/y",
                "regex: '^/i/(.)(.*)$', proxy: { upstream: app, rewrite: { to: '/x/.$1/y' } } | /i/.a | /y",
                "regex: '^/i/(..)', proxy: { upstream: app, rewrite: { to: /x/$1 } } | /i/%2Fa | refused",
                "regex: '^/i/(.*)$', proxy: { upstream: app, rewrite: { to: /item, query: id=$1&v=1 } } | /i/7?x | /item?id=7&v=1",
                "regex: '^/i/(.*)$', proxy: { upstream: app, rewrite: { to: /item, query: id=$1 } } | /i/7&admin=1+1 | /item?id=7%26admin%3D1%2B1",
                "regex: '^/i/(..)', proxy: { upstream: app, rewrite: { to: /item, query: id=$1 } } | /i/%2Fa | refused",
                "path: /old/, proxy: { upstream: app, rewrite: { to: '/a$$b' } } | /old/ | /a$b",
            })
    void targets(String route, String target, String expected) {
        assertEquals(expected, rewritten(route, target));
    }

    @Test
    void whatBecomesTooLongIsRefused() {
        String route = "path: /o/, proxy: { upstream: app, rewrite: { prefix: /" + "n".repeat(100) + "/ } }";
        assertEquals("refused", rewritten(route, "/o/" + "a".repeat(150)));
    }

    private static String location(String route, String target) {
        Site site = Requests.site("{ name: r, " + route + " }");
        Asked asked = Requests.parsed("GET", target);
        Route taken = site.route(asked);
        return taken == null
                ? "no route"
                : Composed.location((RouteAction.RedirectComposed) taken.action(), taken, asked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path: /, redirect: { status: 301, location: 'https://www.a.test$request_uri' } | /a/./b?c=d | https://www.a.test/a/b?c=d",
                "regex: '^/p/([0-9]+)$', redirect: { status: 301, location: '/items/$1' } | /p/42 | /items/42",
                "regex: '^/go(.*)$', redirect: { status: 302, location: '/$1' } | /go/evil.test/x | /evil.test/x",
                "regex: '^/go/(.*)$', redirect: { status: 302, location: '/$1' } | /go/\\evil.test | /evil.test",
                "regex: '^/q/(.*)$', redirect: { status: 302, location: '/s?q=$1' } | /q/a&b=c | /s?q=a%26b%3Dc",
                "path: /h, redirect: { status: 302, location: 'https://$host/x' } | /h | https://a.test/x",
            })
    void locations(String route, String target, String expected) {
        assertEquals(expected, location(route, target));
    }
}
