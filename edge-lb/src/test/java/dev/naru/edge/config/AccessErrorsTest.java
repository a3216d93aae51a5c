package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong limit, file of users, issuer or access is told; and what routes have from their site. */
class AccessErrorsTest {
    private static final String HASH = "$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

    @TempDir
    Path folder;

    private ConfigResult read(String policies, String siteAccess, String routeAccess) {
        return ConfigReader.read(
                "listeners: [ { name: http, address: ':8080' } ]\n"
                        + "sites:\n  - name: all\n    default: true\n"
                        + (siteAccess.isEmpty() ? "" : "    access: " + siteAccess + "\n")
                        + "    routes: [ { name: all, path: /, respond: { status: 200 }"
                        + (routeAccess.isEmpty() ? "" : ", access: " + routeAccess) + " } ]\n" + policies,
                folder);
    }

    private String error(String policies, String routeAccess) {
        ConfigResult result = read(policies, "", routeAccess);
        List<ConfigError> errors = assertInstanceOf(ConfigResult.Refused.class, result, result::toString)
                .errors();
        assertEquals(1, errors.size(), errors::toString);
        return errors.getFirst()
                .toString()
                .replaceFirst("edge.yaml:\\d+:\\d+: ", "")
                .replace(folder.toString(), "FOLDER");
    }

    private RouteConfig route(String policies, String siteAccess, String routeAccess) {
        ConfigResult result = read(policies, siteAccess, routeAccess);
        return assertInstanceOf(ConfigResult.Loaded.class, result, result::toString)
                .config()
                .sites()
                .getFirst()
                .routes()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { addresses: [ 'permit all' ] } | sites[0].routes[0].access.addresses[0]: expected a rule such as allow 10.0.0.0/8 or deny all, found 'permit all'
            { addresses: [ 'allow 10.0.0.1/8' ] } | sites[0].routes[0].access.addresses[0]: expected 10.0.0.0/8 (no bits set behind the prefix), found '10.0.0.1/8'
            { addresses: [ 'deny all', 'allow 10.0.0.0/8' ] } | sites[0].routes[0].access.addresses: 'allow 10.0.0.0/8' is never reached: 'deny all' stands before it
            { addresses: [ 'allow 10.0.0.0/8', 'deny 10.1.0.0/16', 'deny all' ] } | sites[0].routes[0].access.addresses: 'deny 10.1.0.0/16' is never reached: 'allow 10.0.0.0/8' stands before it
            { addresses: [ 'allow 10.0.0.0/8' ] } | sites[0].routes[0].access.addresses: every rule allows, so nobody is kept out; end the list with 'deny all'
            { rateLimits: [ some ] } | sites[0].routes[0].access.rateLimits[0]: no item of rateLimits is named 'some'
            { jwt: { issuer: shop } } | sites[0].routes[0].access.jwt.issuer: no item of tokenIssuers is named 'shop'
            { basic: { users: staff } } | sites[0].routes[0].access.basic.users: no item of userFiles is named 'staff'
            { referers: [ 'http://a.test/' ] } | sites[0].routes[0].access.referers[0]: expected a host such as www.example.com or *.example.com (without a port), found 'http://a.test/'
            """)
    void accessOfARoute(String access, String error) {
        assertEquals(error, error("", access));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { name: a, requests: 1, key: header } | rateLimits[0].keyName: key header needs the name of the header
            { name: a, requests: 1, keyName: sid } | rateLimits[0].keyName: key address has no name
            { name: a, requests: 1, perMs: 86400000, burst: 2 } | rateLimits[0].burst: at this rate such a burst is worked off after more than a day; lower it
            { name: a } | rateLimits[0].requests: the key is required, and missing
            """)
    void rateLimits(String limit, String error) {
        assertEquals(error, error("rateLimits: [ " + limit + " ]\n", "{ rateLimits: [ a ] }"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { name: a } | tokenIssuers[0]: expected either jwksFile or jwksUrl, found neither
            { name: a, jwksUrl: 'ftp://a.test/' } | tokenIssuers[0].jwksUrl: expected an http or https URL without user and fragment, found 'ftp://a.test/'
            { name: a, jwksUrl: 'http://a.test/', algorithms: [ HS256 ] } | tokenIssuers[0].algorithms[0]: expected one of RS256, ES256, EdDSA, found 'HS256'
            { name: a, jwksUrl: 'http://a.test/', identityHeaders: [ { header: Host, claim: sub } ] } | tokenIssuers[0].identityHeaders[0].header: 'Host' has a meaning of its own
            { name: a, jwksUrl: 'http://a.test/', identityHeaders: [ { header: X-U, claim: a }, { header: x_u, claim: b } ] } | tokenIssuers[0].identityHeaders[1].header: 'x_u' is given twice
            { name: a, jwksFile: none } | tokenIssuers[0].jwksFile: the file FOLDER/none does not exist
            """)
    void tokenIssuers(String issuer, String error) {
        assertEquals(error, error("tokenIssuers: [ " + issuer + " ]\n", "{ jwt: { issuer: a } }"));
    }

    @Test
    void filesOfUsersAndKeysAreReadAtOnce() throws IOException {
        Files.writeString(folder.resolve("keys"), "{\"keys\":[]}");
        assertTrue(error("tokenIssuers: [ { name: a, jwksFile: keys } ]\n", "{ jwt: { issuer: a } }")
                .endsWith("FOLDER/keys has no keys"));
        Files.writeString(folder.resolve("users"), "# staff\n\na:" + HASH + "\nb:$apr1$x$y\n");
        String error = error("userFiles: [ { name: a, file: users } ]\n", "{ basic: { users: a } }");
        assertEquals(
                "userFiles[0].file: FOLDER/users:4: expected user:hash with a bcrypt hash of cost 4 to 17;"
                        + " make it with htpasswd -nB user",
                error);
    }

    @Test
    void basicAndJwtDoNotGoTogether() throws IOException {
        Files.writeString(folder.resolve("users"), "a:" + HASH + "\n");
        assertTrue(error(
                        "userFiles: [ { name: a, file: users } ]\n"
                                + "tokenIssuers: [ { name: a, jwksUrl: 'http://a.test/' } ]\n",
                        "{ basic: { users: a }, jwt: { issuer: a } }")
                .contains("expected one of basic and jwt, found both"));
    }

    @Test
    void whatNobodyUsesIsProbablyNotMeant() {
        ConfigResult result = read("rateLimits: [ { name: idle, requests: 1 } ]\n", "", "");
        assertEquals(
                List.of("rateLimits: no site or route uses 'idle'"),
                assertInstanceOf(ConfigResult.Loaded.class, result, result::toString).warnings().stream()
                        .map(warning -> warning.toString().replaceFirst("edge.yaml:\\d+:\\d+: ", ""))
                        .toList());
    }

    @Test
    void aRouteHasWhatItDoesNotSayFromItsSite() {
        String limits = "rateLimits: [ { name: a, requests: 1 }, { name: b, requests: 1 } ]\n";
        String site = "{ addresses: [ 'deny 192.0.2.1' ], rateLimits: [ a ] }";
        List<AddressRule> rules = List.of(new AddressRule(false, Cidr.parse("192.0.2.1")));
        AccessConfig merged = route(limits, site, "{ rateLimits: [ b ] }").access();
        assertEquals(new AccessConfig(rules, List.of("b"), List.of(), null, null), merged);
        assertEquals(List.of("a"), route(limits, site, "").access().rateLimits());
        assertEquals(
                AccessConfig.OPEN, route(limits, site, "{ inherit: false }").access());
    }
}
