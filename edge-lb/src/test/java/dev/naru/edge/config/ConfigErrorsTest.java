package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a wrong file is told. Each case replaces a line of a valid file, and expects exactly these errors. */
class ConfigErrorsTest {
    private static final List<String> VALID = List.of(
            "listeners:", // 1
            "  - { name: http, address: ':8080' }",
            "upstreams:", // 3
            "  - name: shop",
            "    servers: [ { name: a, address: '127.0.0.1:8101' } ]", // 5
            "    retries: 1",
            "sites:", // 7
            "  - name: www",
            "    hosts: [ www.shop.localhost ]", // 9
            "    routes:",
            "      - { name: pages, path: /, proxy: { upstream: shop } }", // 11
            "limits: { headers: 100 }",
            "trustedProxies: [ 10.0.0.0/8 ]"); // 13

    @TempDir
    Path folder;

    private List<String> errors(String text) {
        ConfigResult result = ConfigReader.read(text, folder);
        return assertInstanceOf(ConfigResult.Refused.class, result, result::toString).errors().stream()
                .map(error -> error.toString().replace(folder.toString(), "FOLDER"))
                .toList();
    }

    private static String with(int line, String replacement) {
        return Stream.of(VALID.subList(0, line - 1), List.of(replacement), VALID.subList(line, VALID.size()))
                .flatMap(List::stream)
                .reduce("", (text, next) -> text + next + "\n");
    }

    private static Arguments one(int line, String replacement, String... errors) {
        return Arguments.of(
                line, replacement, Stream.of(errors).map(e -> "edge.yaml:" + e).toList());
    }

    static Stream<Arguments> hsts() {
        String error =
                ": sites[0].hsts: headers.response of the site or a route writes Strict-Transport-Security too; keep one";
        String hsts = "    hsts: { maxAgeSeconds: 86400 }\n    routes:";
        return Stream.of(
                one(
                        10,
                        hsts
                                + "\n      - { name: set, path: /s, proxy: { upstream: shop }, headers: { response: { set: [ 'strict-transport-security: max-age=1' ] } } }",
                        "10:11" + error),
                one(
                        10,
                        hsts
                                + "\n      - { name: no, path: /n, proxy: { upstream: shop }, headers: { response: { remove: [ Strict-Transport-Security ] } } }",
                        "10:11" + error),
                one(
                        10,
                        "    headers: { response: { add: [ 'Strict-Transport-Security: max-age=1' ] } }\n" + hsts,
                        "11:11" + error));
    }

    static Stream<Arguments> keysAndTypes() {
        return Stream.of(
                one(6, "    maxFail: 2", "6:5: upstreams[0]: unknown key 'maxFail'; did you mean 'maxFails'?"),
                one(6, "    max_fails: 2", "6:5: upstreams[0]: unknown key 'max_fails'; did you mean 'maxFails'?"),
                one(
                        8,
                        "  - name: www\n    colour: red",
                        "9:5: sites[0]: unknown key 'colour'; there are name, hosts, default, headers,"
                                + " errorPages, hsts, access, routes"),
                one(6, "    retries: 6", "6:14: upstreams[0].retries: expected a whole number from 0 to 5, found 6"),
                one(6, "    retries: -1", "6:14: upstreams[0].retries: expected a whole number from 0 to 5, found -1"),
                one(
                        6,
                        "    retries: '1'",
                        "6:14: upstreams[0].retries: expected a whole number from 0 to 5, found '1'"),
                one(
                        6,
                        "    retries: 1.5",
                        "6:14: upstreams[0].retries: expected a whole number from 0 to 5, found 1.5"),
                one(
                        6,
                        "    retries:",
                        "6:13: upstreams[0].retries: expected a whole number from 0 to 5, found nothing"),
                one(
                        6,
                        "    keepalive: 99999999999999999999",
                        "6:16: upstreams[0].keepalive: expected a whole number from 0 to 65536,"
                                + " found 99999999999999999999"),
                one(6, "    retries: 1\n    retries: 2", "7:5: upstreams[0].retries: the key is given twice"),
                one(
                        6,
                        "    keepalive: 8\n    proxyProtocol: v1",
                        "6:16: upstreams[0].keepalive: expected 0 with proxyProtocol: a connection tells of one client,"
                                + " and is used for one request"),
                one(
                        6,
                        "    tls: { serverName: 'a b', verify: false }",
                        "6:24: upstreams[0].tls.serverName: expected a host name, found 'a b'"),
                one(6, "    tls: { caFile: . }", "6:20: upstreams[0].tls.caFile: FOLDER/. is no regular file"),
                one(
                        5,
                        "    servers: [ { address: 'unix:/x' } ]\n    tls: { verify: true }",
                        "6:10: upstreams[0].tls: needs serverName: the address of a Unix socket has no name to check the"
                                + " certificate against"),
                one(
                        8,
                        "  - name: www\n    hsts: { maxAgeSeconds: 63072001 }",
                        "9:28: sites[0].hsts.maxAgeSeconds: expected a whole number from 0 to 63072000, found 63072001"),
                one(6, "    [a]: 1", "6:5: upstreams[0]: expected a key, found a list or map"),
                one(
                        6,
                        "    <<: { retries: 2 }",
                        "6:5: upstreams[0]: merge keys (<<) are not taken; write the values out"),
                one(
                        6,
                        "    balance: roundrobin",
                        "6:14: upstreams[0].balance: expected one of hash, ip-hash, least-latency, least-requests, round-robin, found 'roundrobin'"),
                one(
                        6,
                        "    health: { path: /ok, mandatory: yes }",
                        "6:37: upstreams[0].health.mandatory: expected true or false, found 'yes'"),
                one(
                        6,
                        "    health: { intervalMs: 500, timeoutMs: 600, path: 'no' }",
                        "6:43: upstreams[0].health.timeoutMs: expected at most intervalMs (500), found 600",
                        "6:54: upstreams[0].health.path: expected a path such as /q/health/ready,"
                                + " in at most 1024 bytes of ASCII, found 'no'"),
                one(12, "limits: 7", "12:9: limits: expected a map of keys, found 7"),
                one(12, "limits: [ 7 ]", "12:9: limits: expected a map of keys, found a list"),
                one(
                        12,
                        "limits: { headBytes: 4096 }",
                        "12:22: limits.headBytes: expected at least requestLineBytes (8192), which it includes,"
                                + " found 4096"),
                one(
                        12,
                        "runtime: { transport: uring }",
                        "12:23: runtime.transport: expected one of auto, epoll, io-uring, nio, found 'uring'"),
                one(13, "trustedProxies: 10.0.0.0/8", "13:17: trustedProxies: expected a list, found '10.0.0.0/8'"),
                one(13, "trustedProxies: []", "13:17: trustedProxies: expected at least one, found an empty list"),
                one(
                        13,
                        "trustedProxies: [ 10.0.0.0/8, 10.0.0.0/8 ]",
                        "13:31: trustedProxies[1]: given twice: 10.0.0.0/8"),
                one(
                        13,
                        "trustedProxies: [ 10.1.0.0/8, x, 1.2.3.4/33 ]",
                        "13:19: trustedProxies[0]: expected 10.0.0.0/8 (no bits set behind the prefix),"
                                + " found '10.1.0.0/8'",
                        "13:31: trustedProxies[1]: expected an address or block such as 10.0.0.0/8, found 'x'",
                        "13:34: trustedProxies[2]: expected 0 to 32 bits after the slash, found '1.2.3.4/33'"));
    }

    static Stream<Arguments> listeners() {
        return Stream.of(
                one(2, "  - { address: ':8080' }", "2:5: listeners[0].name: the key is required, and missing"),
                one(2, "  - http", "2:5: listeners[0]: expected a map of keys, found 'http'"),
                one(
                        2,
                        "  - { name: 7, address: 8080 }",
                        "2:13: listeners[0].name: expected text (put it in quotes), found 7",
                        "2:25: listeners[0].address: expected text (put it in quotes), found 8080"),
                one(
                        2,
                        "  - { name: a/b, address: ':99999' }",
                        "2:13: listeners[0].name: expected a name of 1 to 64 letters, digits, dots, hyphens and"
                                + " underscores, found 'a/b'",
                        "2:27: listeners[0].address: expected an address such as 0.0.0.0:8080, :8080 or [::]:8443,"
                                + " with a port from 0 to 65535, found ':99999'"),
                one(
                        2,
                        "  - { name: a, address: '::1:80' }",
                        "2:25: listeners[0].address: expected an address such as 0.0.0.0:8080, :8080 or [::]:8443"
                                + " (IPv6 in brackets), found '::1:80'"),
                one(
                        2,
                        "  - { name: a, address: ':80' }\n  - { name: a, address: '127.0.0.1:80' }",
                        "3:13: listeners[1].name: 'a' is taken by listeners[0]",
                        "3:25: listeners[1].address: port 80 is taken by listeners[0]"),
                one(
                        2,
                        "  - { name: a, address: ':80', tls: { certificates: [ { certificateFile: no.pem, keyFile: . } ] } }",
                        "2:74: listeners[0].tls.certificates[0].certificateFile: the file FOLDER/no.pem does not exist",
                        "2:91: listeners[0].tls.certificates[0].keyFile: FOLDER/. is no regular file"),
                one(
                        2,
                        "  - { name: a, address: ':80', tls: {} }",
                        "2:37: listeners[0].tls.certificates: the key is required, and missing"),
                one(
                        12,
                        "admin: { address: '127.0.0.1:8080', tokenFile: no }\naccessLog: { file: no/log }",
                        "12:19: admin.address: port 8080 is taken by listeners[0]",
                        "12:48: admin.tokenFile: the file FOLDER/no does not exist",
                        "13:20: accessLog.file: the folder of FOLDER/no/log does not exist"),
                one(
                        13,
                        "x: 1\nlisteners: []",
                        "13:1: unknown key 'x'; there are trustedProxies, rateLimits, userFiles, tokenIssuers,"
                                + " listeners, splitClients, admin, upstreams, sites, limits,"
                                + " runtime, accessLog, deployments, dns, tracing",
                        "14:1: listeners: the key is given twice"));
    }

    static Stream<Arguments> upstreams() {
        return Stream.of(
                one(5, "    maxFails: 2", "4:5: upstreams[0]: expected either groups or servers, found neither"),
                one(
                        5,
                        "    servers: [ { address: a:1 } ]\n    groups: [ { name: g, servers: [ { address: b:1 } ] } ]",
                        "4:5: upstreams[0]: expected either groups or servers, found both"),
                one(
                        5,
                        "    groups: [ { name: g, weight: 0, servers: [ { address: b:1 } ] } ]",
                        "5:13: upstreams[0].groups: every group has weight 0; give at least one a weight above 0"),
                one(
                        5,
                        "    servers: [ { address: a:1, backup: true } ]",
                        "5:14: upstreams[0].servers: every server is a backup; at least one must not be"),
                one(
                        5,
                        "    groups: [ { name: g, servers: [ { address: b:1 } ] }, { name: g, servers: [ { address: b:1 } ] } ]",
                        "5:67: upstreams[0].groups[1].name: 'g' is taken by upstreams[0].groups[0]",
                        "5:92: upstreams[0].groups[1].servers[0].address: 'b:1' is taken by"
                                + " upstreams[0].groups[0].servers[0]"),
                one(
                        5,
                        "    servers: [ { address: 'app:0' }, { address: 'unix:run/app' }, { address: '[1.2.3.4]:80' }, { address: '1.2.3:80' } ]",
                        "5:27: upstreams[0].servers[0].address: expected an address such as 127.0.0.1:8101, [::1]:8101,"
                                + " app-1:8101 or unix:/run/app.sock, with a port from 1 to 65535, found 'app:0'",
                        "5:49: upstreams[0].servers[1].address: expected an absolute path after unix:,"
                                + " found 'unix:run/app'",
                        "5:78: upstreams[0].servers[2].address: expected an IPv6 address in the brackets,"
                                + " found '[1.2.3.4]:80'",
                        "5:107: upstreams[0].servers[3].address: expected an address such as 127.0.0.1:8101,"
                                + " [::1]:8101, app-1:8101 or unix:/run/app.sock, found '1.2.3:80'"));
    }

    static Stream<Arguments> sites() {
        String name = "  - name: www";
        return Stream.of(
                one(
                        9,
                        "    default: false",
                        "8:5: sites[0]: the site has no hosts and is not the default, so no request could reach it"),
                one(
                        9,
                        "    hosts: [ 나루.com, 'a:80', 'a.*.b', a, A ]",
                        "9:14: sites[0].hosts[0]: expected a host in ASCII, xn--910br1n.com, found '나루.com'",
                        "9:22: sites[0].hosts[1]: expected a host such as www.example.com or *.example.com"
                                + " (without a port), found 'a:80'",
                        "9:30: sites[0].hosts[2]: expected a host such as www.example.com or *.example.com,"
                                + " found 'a.*.b'",
                        "9:42: sites[0].hosts[4]: given twice: a"),
                one(
                        7,
                        "sites:\n  - { name: www, hosts: [ WWW.shop.localhost ], default: true, routes: [ { name: a, path: /, respond: { status: 404 } } ] }\n"
                                + "  - { name: b, default: true, routes: [ { name: a, path: /, respond: { status: 404 } } ] }",
                        "9:25: sites[1].default: there is a default site already, sites[0]",
                        "10:11: sites[2].name: 'www' is taken by sites[0]",
                        "11:14: sites[2].hosts[0]: 'www.shop.localhost' belongs to sites[0] already"),
                one(
                        11,
                        "      - { name: a, path: /, proxy: { upstream: shop } }\n      - { name: a, path: /, proxy: { upstream: shop } }",
                        "12:17: sites[0].routes[1].name: 'a' is taken by sites[0].routes[0]",
                        "12:26: sites[0].routes[1].path: '/' is taken by sites[0].routes[0]"),
                one(
                        11,
                        "      - { name: a, path: /, proxy: { upstream: shopp } }",
                        "11:48: sites[0].routes[0].proxy.upstream: no upstream is named 'shopp';"
                                + " did you mean 'shop'?"),
                one(
                        11,
                        "      - { name: a, path: / }",
                        "11:9: sites[0].routes[0]: expected one of proxy, redirect and respond, found none of them"),
                one(
                        11,
                        "      - { name: a, path: /, proxy: { upstream: shop }, respond: { status: 100 } }",
                        "11:9: sites[0].routes[0]: expected one of proxy, redirect and respond, found 2 of them",
                        "11:75: sites[0].routes[0].respond.status: expected a whole number from 200 to 599, found 100"),
                one(
                        11,
                        "      - { name: a, path: /, respond: { status: 204, body: x, contentType: '' } }",
                        "11:59: sites[0].routes[0].respond.body: an answer with status 204 has none",
                        "11:75: sites[0].routes[0].respond.contentType: expected a header value of 1 to 256 bytes of"
                                + " ASCII, found ''"),
                one(
                        11,
                        "      - { name: a, path: /, redirect: { status: 304, port: 1, location: 'ftp://a' } }",
                        "11:49: sites[0].routes[0].redirect.status: expected 301, 302, 303, 307 or 308, found 304",
                        "11:60: sites[0].routes[0].redirect.port: goes with scheme only",
                        "11:73: sites[0].routes[0].redirect.location: expected an http or https URL or a path,"
                                + " in at most 2048 bytes of ASCII, found 'ftp://a'"),
                one(
                        11,
                        "      - { name: a, path: /, methods: [ get ], redirect: { status: 301, scheme: http, location: \"/\\r\\nSet-Cookie: a\" } }",
                        "11:40: sites[0].routes[0].methods[0]: expected a method in upper case, such as GET,"
                                + " found 'get'",
                        "11:57: sites[0].routes[0].redirect: expected either location or scheme, found both",
                        "11:96: sites[0].routes[0].redirect.location: expected an http or https URL or a path,"
                                + " in at most 2048 bytes of ASCII, found '/··Set-Cookie: a'"),
                one(
                        8,
                        "  - { name: b, default: true }\n" + name,
                        "8:5: sites[0].routes: the key is required, and missing"));
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                path("files/", "a path that starts with a slash, such as /files/ (all below it) or /files"),
                path("/상품/", "a path in ASCII, /%EC%83%81%ED%92%88/"),
                path("/a b", "a path in ASCII, /a%20b"),
                path("/a?b", "a path without query and fragment"),
                path("/a/*", "a path without wildcard (a slash at the end takes all below; glob takes *)"),
                path("/a/../b", "a path without . and .. segments (requests have them removed)"),
                path("/a/.", "a path without . and .. segments (requests have them removed)"),
                path("/%ec", "two upper-case hexadecimal digits after each %"),
                path("/%4", "two upper-case hexadecimal digits after each %"),
                path("/%7Eme", "letters, digits and -._~ without escape (requests have theirs decoded)"));
    }

    private static Arguments routes(String routes, String... errors) {
        return one(11, "      - " + routes.replace(" ## ", "\n      - "), errors);
    }

    /** Routes that contradict themselves or each other; {@code to} stands for an action. */
    static Stream<Arguments> contradictions() {
        String to = ", proxy: { upstream: shop } }";
        return Stream.of(
                routes(
                        "{ name: a, path: /a/, glob: /b" + to + " ## { name: b" + to,
                        "11:9: sites[0].routes[0]: expected one of path, glob and regex, found 2 of them",
                        "12:9: sites[0].routes[1]: expected one of path, glob and regex, found none of them"),
                routes(
                        "{ name: a, regex: '(a', beforeRegex: true" + to,
                        "11:27: sites[0].routes[0].regex: expected a regular expression in RE2 syntax (no look-around,"
                                + " no back-references): missing closing ), found '(a'"),
                routes(
                        "{ name: a, regex: 'a(?=b)'" + to,
                        "11:27: sites[0].routes[0].regex: expected a regular expression in RE2 syntax (no look-around,"
                                + " no back-references): invalid or unsupported Perl syntax, found 'a(?=b)'"),
                routes(
                        "{ name: a, regex: '((a{100}){100}){100}'" + to,
                        "11:27: sites[0].routes[0].regex: expected repetitions {n} of at most 10000 in all,"
                                + " multiplied, found '((a{100}){100}){100}'"),
                routes(
                        "{ name: a, regex: '(a{100}){100}'" + to,
                        "11:27: sites[0].routes[0].regex: expected a regular expression of at most 200 states,"
                                + " this one has 10202, found '(a{100}){100}'"),
                routes(
                        "{ name: a, path: /a, beforeRegex: true" + to,
                        "11:43: sites[0].routes[0].beforeRegex: is for a prefix only (a path that ends in a slash)"),
                routes(
                        "{ name: a, path: / ## ".replace(" ## ", to + " ## ")
                                + "{ name: b, path: /, when: { methods: [ GET ] }" + to,
                        "12:26: sites[0].routes[1].path: no request can reach this route: sites[0].routes[0] (path /)"
                                + " takes each one first; put the one with conditions first"),
                routes(
                        "{ name: a, path: /, when: { headers: [ { name: A } ] }" + to
                                + " ## { name: b, path: /, when: { headers: [ { name: a }, { name: b } ] }" + to,
                        "12:26: sites[0].routes[1].path: no request can reach this route: sites[0].routes[0] (path /)"
                                + " takes each one first; put the one with conditions first"),
                routes(
                        "{ name: a, regex: '^/a'" + to + " ## { name: b, regex: '^/ab/[0-9]'" + to
                                + " ## { name: c, path: /ab/" + to,
                        "12:27: sites[0].routes[1].regex: no request can reach this route: sites[0].routes[0]"
                                + " (regex ^/a) takes each one first; remove one, or give it conditions",
                        "13:26: sites[0].routes[2].path: no request can reach this route: sites[0].routes[0]"
                                + " (regex ^/a) takes each one first; remove one, or give it conditions"),
                routes(
                        "{ name: a, path: /img/, beforeRegex: true" + to + " ## { name: b, regex: '^/img/.*\\.gif$'"
                                + to,
                        "12:27: sites[0].routes[1].regex: no request can reach this route: sites[0].routes[0]"
                                + " (path /img/) takes each one first; remove one, or give it conditions"),
                routes(
                        "{ name: a, glob: '/a/**'" + to + " ## { name: b, glob: '/a/b/*'" + to,
                        "12:26: sites[0].routes[1].glob: no request can reach this route: sites[0].routes[0]"
                                + " (glob /a/**) takes each one first; remove one, or give it conditions"),
                routes(
                        "{ name: a, path: /a" + to + " ## { name: b, regex: '^/a$'" + to,
                        "12:27: sites[0].routes[1].regex: no request can reach this route: sites[0].routes[0]"
                                + " (path /a) takes each one first; remove one, or give it conditions"),
                routes(
                        "{ name: a, regex: '^a/'" + to + " ## { name: b, regex: '^/a\\?b=c'" + to,
                        "11:27: sites[0].routes[0].regex: never matches: every path begins with a slash",
                        "12:27: sites[0].routes[1].regex: never matches: a path has no query in it; use when.query"),
                routes(
                        "{ name: a, path: /, when: { headers: [ { name: A, equals: '1' }, { name: a, present: false } ] }"
                                + to,
                        "11:46: sites[0].routes[0].when.headers: no request can meet both 'a = 1' and 'no a'"),
                routes(
                        "{ name: a, path: /, when: { query: [ { name: a, equals: x }, { name: a, regex: '^[0-9]' } ] }"
                                + to,
                        "11:44: sites[0].routes[0].when.query: no request can meet both 'a = x' and 'a ~ ^[0-9]'"),
                routes(
                        "{ name: a, path: /, methods: [ GET ], when: { methods: [ POST ] }" + to,
                        "11:53: sites[0].routes[0].when: the route takes none of the methods that it is for;"
                                + " leave out methods"),
                routes(
                        "{ name: a, path: /, when: { split: x/y }" + to,
                        "11:44: sites[0].routes[0].when.split: expected a share of a split as SPLIT/SHARE, found 'x/y'"),
                routes(
                        "{ name: a, path: /, proxy: { upstream: shop, rewrite: { prefix: 'https://b.test/' } } }",
                        "11:73: sites[0].routes[0].proxy.rewrite.prefix: expected a path of the upstream; a rewrite cannot"
                                + " leave the site (use redirect), found 'https://b.test/'"),
                routes(
                        "{ name: a, path: /a, proxy: { upstream: shop, rewrite: { prefix: /b/, location: true } } }",
                        "11:74: sites[0].routes[0].proxy.rewrite.prefix: replaces the path of a prefix route,"
                                + " but the route's is /a; use to"),
                routes(
                        "{ name: a, path: /a, proxy: { upstream: shop, rewrite: { to: '/$1' } } }",
                        "11:70: sites[0].routes[0].proxy.rewrite.to: there is no capture $1: the route's pattern has none"
                                + " (use regex or glob); write $$ for a dollar"),
                routes(
                        "{ name: a, path: /a/, redirect: { status: 301, location: /a/b } }",
                        "11:41: sites[0].routes[0].redirect: redirects to a URL that this route takes again, in a loop"),
                routes(
                        "{ name: a, regex: '^/(.*)$', redirect: { status: 301, location: 'https://$1/' } }",
                        "11:73: sites[0].routes[0].redirect.location: expected a host without captures (a client could"
                                + " lead others anywhere); put a slash before the capture, found 'https://$1/'"),
                routes(
                        "{ name: a, path: /, headers: { request: { set: [ 'Host: b' ] } }" + to,
                        "11:58: sites[0].routes[0].headers.request.set[0]: the header 'Host' tells servers who asks;"
                                + " the edge writes it itself"),
                routes(
                        "{ name: a, path: /, headers: { response: { add: [ 'transfer_encoding: chunked', 'A b: c' ], remove: [ Connection ] } }"
                                + to,
                        "11:59: sites[0].routes[0].headers.response.add[0]: the header 'transfer_encoding' belongs to the"
                                + " framing of messages or to one connection; the edge writes it itself",
                        "11:89: sites[0].routes[0].headers.response.add[1]: expected a header line such as"
                                + " 'X-Frame-Options: DENY', its value in at most 4096 bytes of ASCII, found 'A b: c'",
                        "11:111: sites[0].routes[0].headers.response.remove[0]: the header 'Connection' belongs to the"
                                + " framing of messages or to one connection; the edge writes it itself"),
                routes(
                        "{ name: a, path: /, headers: { response: { set: [ 'A: $hots' ] } }" + to,
                        "11:59: sites[0].routes[0].headers.response.set[0]: unknown variable '$hots'; there are"
                                + " $remote_addr, $request_id, $host, $scheme, $route, $upstream; write $$ for a dollar"),
                one(
                        12,
                        "splitClients:\n  - { name: s, by: cookies a, shares: [ { name: a, share: 60% }, { name: b, share: 50% } ] }\n"
                                + "  - { name: t, shares: [ { name: a, share: 100% }, { name: b, share: rest } ] }",
                        "13:20: splitClients[0].by: expected address, 'cookie NAME' or 'header NAME', found 'cookies a'",
                        "13:39: splitClients[0].shares: the shares sum to 110%, expected 100%; one of them may be rest",
                        "14:24: splitClients[1].shares: the shares sum to 100% without the rest, so nothing is left for it"),
                one(
                        9,
                        "    hosts: [ a ]\n    errorPages: [ { statuses: [ 200 ], outcomes: [ no-servers ], file: no.html } ]",
                        "10:33: sites[0].errorPages[0].statuses[0]: expected a whole number from 400 to 599, found 200",
                        "10:52: sites[0].errorPages[0].outcomes[0]: no outcome is named 'no-servers';"
                                + " did you mean 'no-server'?",
                        "10:72: sites[0].errorPages[0].file: the file FOLDER/no.html does not exist"));
    }

    private static Arguments path(String path, String expected) {
        return one(
                11,
                "      - { path: '" + path + "', name: a, proxy: { upstream: shop } }",
                "11:17: sites[0].routes[0].path: expected " + expected + ", found '" + path + "'");
    }

    @ParameterizedTest
    @MethodSource({"hsts", "keysAndTypes", "listeners", "upstreams", "sites", "paths", "contradictions"})
    void namesThePlaceAndTheRemedy(int line, String replacement, List<String> expected) {
        assertEquals(expected, errors(with(line, replacement)));
    }

    @Test
    void theFileWithoutReplacementIsValid() {
        ConfigResult result = ConfigReader.read(String.join("\n", VALID), folder);
        assertInstanceOf(ConfigResult.Loaded.class, result, result::toString);
    }
}
