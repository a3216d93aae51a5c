package dev.naru.edge.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions of a route, each alone; what does not hold goes to the route below. */
class ConditionsTest {
    private static Site on(String when) {
        return Requests.site(
                "{ name: yes, path: /, when: { " + when + " }, respond: { status: 204 } }",
                "{ name: no, path: /, respond: { status: 204 } }");
    }

    private static boolean holds(String when, Asked asked) {
        return String.valueOf(on(when).route(asked)).equals("s/yes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ name: X-Beta }                       | X-Beta: 0          | true",
                "{ name: x-beta }                       | X-BETA:            | true",
                "{ name: X-Beta }                       | X-Beta2: 1         | false",
                "{ name: X-Beta, present: false }       | X-Beta: 1          | false",
                "{ name: X-Beta, present: false }       | X-Other: 1         | true",
                "{ name: X-Beta, equals: '1' }          | X-Beta: 1          | true",
                "{ name: X-Beta, equals: '1' }          | X-Beta: 11         | false",
                "{ name: X-Beta, equals: '1' }          | X-Beta: 2,X-Beta: 1| true",
                "{ name: User-Agent, regex: '(Android)?.iPhone' } | User-Agent: Mozilla (iPhone) | true",
                "{ name: User-Agent, regex: '^iPhone' } | User-Agent: Mozilla (iPhone) | false",
                "{ name: X-Beta }                       | X-Beta: 1,Connection: X-Beta | false",
            })
    void headers(String condition, String headers, boolean expected) {
        assertEquals(
                expected,
                holds(
                        "headers: [ " + condition + " ]",
                        Requests.parsed("GET", "/", headers.strip().split(","))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ name: a }               | a=1           | true",
                "{ name: a }               | b=1; a        | true",
                "{ name: a, equals: '2' }  | a=1; a=2      | true",
                "{ name: a, equals: '1' }  | aa=1;a=1      | true",
                "{ name: a, equals: '1' }  | A=1           | false",
                "{ name: a, regex: '^g' }  | x=y; a=green  | true",
                "{ name: a, present: false } | aa=1; b=a=1 | true",
            })
    void cookies(String condition, String cookie, boolean expected) {
        assertEquals(
                expected,
                holds("cookies: [ " + condition + " ]", Requests.parsed("GET", "/", "Cookie: " + cookie.strip())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ name: page }                     | /?page=1   | true",
                "{ name: page }                     | /?x&page   | true",
                "{ name: page }                     | /page      | false",
                "{ name: page, regex: '^[0-9]+$' }  | /?page=12  | true",
                "{ name: page, regex: '^[0-9]+$' }  | /?page=1a  | false",
                "{ name: page, equals: '' }         | /?page=&b  | true",
                "{ name: page, present: false }     | /?pages=1  | true",
            })
    void query(String condition, String target, boolean expected) {
        assertEquals(expected, holds("query: [ " + condition + " ]", Requests.parsed("GET", target.strip())));
    }

    @Test
    void methodsBringHeadWithGet() {
        assertEquals(true, holds("methods: [ GET ]", Requests.parsed("HEAD", "/")));
        assertEquals(false, holds("methods: [ GET ]", Requests.parsed("POST", "/")));
    }

    @Test
    void schemesAreTheListeners() {
        assertEquals(true, holds("scheme: https", Requests.parsed("GET", "/", "192.0.2.1", true)));
        assertEquals(
                false,
                holds("scheme: https", Requests.parsed("GET", "/", "192.0.2.1", false, "X-Forwarded-Proto: https")));
    }

    @Test
    void allHoldAtOnce() {
        String both = "methods: [ POST ], headers: [ { name: A }, { name: B } ]";
        assertEquals(true, holds(both, Requests.parsed("POST", "/", "A: 1", "B: 1")));
        assertEquals(false, holds(both, Requests.parsed("POST", "/", "B: 1")));
    }

    @Test
    void aPrefixWhoseConditionsFailFallsBackToAShorterOne() {
        Site site = Requests.site(
                "{ name: deep, path: /a/b/, when: { headers: [ { name: X } ] }, respond: { status: 204 } }",
                "{ name: exact, path: /a/b/c, when: { headers: [ { name: Y } ] }, respond: { status: 204 } }",
                "{ name: top, path: /a/, respond: { status: 204 } }");
        assertEquals("s/top", String.valueOf(site.route(Requests.parsed("GET", "/a/b/c"))));
        assertEquals("s/deep", String.valueOf(site.route(Requests.parsed("GET", "/a/b/c", "X: 1"))));
        assertEquals("s/exact", String.valueOf(site.route(Requests.parsed("GET", "/a/b/c", "X: 1", "Y: 1"))));
        assertEquals("null", String.valueOf(site.route(Requests.parsed("GET", "/b", "X: 1"))));
    }
}
