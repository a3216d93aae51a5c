package dev.naru.edge.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/** Reads {@code rateLimits}, {@code userFiles} and {@code tokenIssuers}. */
final class AccessPoliciesReader {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final long DAY_MS = 86_400_000;
    private static final List<String> ALGORITHMS = List.of("RS256", "ES256", "EdDSA");
    private static final Set<String> OWN_HEADERS = Set.of(
            "authorization",
            "connection",
            "content-length",
            "content-type",
            "cookie",
            "forwarded",
            "host",
            "te",
            "traceparent",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final NearbyFiles files;
    private final Names limits = new Names();
    private final Names users = new Names();
    private final Names issuers = new Names();

    AccessPoliciesReader(NearbyFiles files) {
        this.files = files;
    }

    AccessPolicies policies(Section s) {
        return new AccessPolicies(
                s.sections("rateLimits", this::rateLimit),
                s.sections("userFiles", this::userFile),
                s.sections("tokenIssuers", this::tokenIssuer));
    }

    private RateLimitConfig rateLimit(Section s) {
        String name = s.name();
        limits.claim(s, "name", name);
        LimitKey key = s.choice("key", LimitKey.ADDRESS);
        boolean named = key == LimitKey.HEADER || key == LimitKey.COOKIE;
        String keyName = s.optional("keyName", "", AccessPoliciesReader::token);
        if (named != s.has("keyName")) {
            String kind = key.name().toLowerCase(Locale.ROOT);
            s.refuse(
                    "keyName",
                    named ? "key " + kind + " needs the name of the " + kind : "key " + kind + " has no name");
        }
        int requests = s.integer("requests", 1, 1_000_000);
        int perMs = s.integer("perMs", 1000, 1, 86_400_000);
        int burst = s.integer("burst", 0, 0, 1_000_000);
        if ((long) burst * perMs / requests > DAY_MS) {
            s.refuse("burst", "at this rate such a burst is worked off after more than a day; lower it");
        }
        return new RateLimitConfig(
                name,
                key,
                key == LimitKey.HEADER ? keyName.toLowerCase(Locale.ROOT) : keyName,
                requests,
                perMs,
                burst,
                s.integer("keys", 65_536, 64, 1 << 24),
                s.flag("dryRun", false));
    }

    private UserFileConfig userFile(Section s) {
        String name = s.name();
        users.claim(s, "name", name);
        return new UserFileConfig(
                name,
                s.required("file", Path.of(""), this::htpasswd),
                s.optional("realm", "edge", AccessPoliciesReader::realm));
    }

    private Path htpasswd(String text) {
        Path file = files.readable(text);
        Htpasswd.read(file);
        return file;
    }

    private static String realm(String text) {
        boolean plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '"' && c != '\\');
        if (!plain || text.isBlank() || text.length() > 128) {
            throw Texts.expected("1 to 128 bytes of ASCII without quotes", text);
        }
        return text;
    }

    private TokenIssuerConfig tokenIssuer(Section s) {
        String name = s.name();
        issuers.claim(s, "name", name);
        Path file = s.optional("jwksFile", this::jwksFile);
        URI url = s.optional("jwksUrl", Urls::http);
        if (s.has("jwksFile") == s.has("jwksUrl")) {
            s.refuse("expected either jwksFile or jwksUrl, found " + (s.has("jwksFile") ? "both" : "neither"));
        }
        String issuer = s.optional("issuer", AccessPoliciesReader::claimValue);
        List<String> audiences = s.texts("audiences", AccessPoliciesReader::claimValue);
        List<String> algorithms = s.texts("algorithms", AccessPoliciesReader::algorithm);
        Set<String> headers = new HashSet<>();
        return new TokenIssuerConfig(
                name,
                file,
                url,
                issuer,
                audiences,
                algorithms.isEmpty() ? ALGORITHMS : algorithms,
                s.integer("clockSkewMs", 60_000, 0, 600_000),
                s.integer("refreshMs", 300_000, 1000, 86_400_000),
                s.integer("timeoutMs", 2000, 100, 60_000),
                s.integer("cachedTokens", 65_536, 64, 1 << 20),
                s.sections("identityHeaders", h -> identityHeader(h, headers)));
    }

    private static IdentityHeader identityHeader(Section s, Set<String> headers) {
        String header = s.required("header", "X-User-Id", AccessPoliciesReader::token);
        String plain = header.toLowerCase(Locale.ROOT).replace('_', '-');
        if (OWN_HEADERS.contains(plain) || plain.startsWith("x-forwarded-") || plain.equals("x-real-ip")) {
            s.refuse("header", Texts.quote(header) + " has a meaning of its own");
        } else if (!headers.add(plain)) {
            s.refuse("header", Texts.quote(header) + " is given twice");
        }
        return new IdentityHeader(header, s.required("claim", "sub", AccessPoliciesReader::claimValue));
    }

    private Path jwksFile(String text) {
        Path file = files.readable(text);
        try {
            if (new JsonWebKeySet(Files.readString(file)).getJsonWebKeys().isEmpty()) {
                throw new IllegalArgumentException(file + " has no keys");
            }
        } catch (IOException | JoseException e) {
            throw new IllegalArgumentException(file + " is no JSON Web Key Set: " + e.getMessage(), e);
        }
        return file;
    }

    private static String algorithm(String text) {
        if (!ALGORITHMS.contains(text)) {
            throw Texts.expected("one of " + String.join(", ", ALGORITHMS), text);
        }
        return text;
    }

    private static String claimValue(String text) {
        if (text.isBlank() || text.length() > 512) {
            throw Texts.expected("1 to 512 characters", text);
        }
        return text;
    }

    private static String token(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw Texts.expected("a name of 1 to 64 letters, digits and hyphens", text);
        }
        return text;
    }
}
