package dev.naru.edge.policy;

import dev.naru.edge.config.JwtConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.observe.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A signed bearer token (RFC 6750). A token that was verified before is known by its fingerprint until it expires; a new one is verified off the event loop. The back end is told
 * who it is by the issuer's identity headers.
 */
final class JwtAuth implements Gate {
    private static final byte[] SCHEME = Ascii.bytes("bearer ");
    private static final Refusal REQUIRED =
            new Refusal(Outcome.AUTH_REQUIRED, 401, "a token is needed", "WWW-Authenticate: Bearer realm=\"edge\"\r\n");
    private static final Refusal SEVERAL = new Refusal(
            Outcome.AUTH_REFUSED,
            401,
            "there is more than one Authorization field",
            "WWW-Authenticate: Bearer realm=\"edge\", error=\"invalid_request\"\r\n");

    private final TokenIssuer issuer;
    private final boolean optional;
    private final boolean forward;
    private final Verifier verifier;

    JwtAuth(JwtConfig config, TokenIssuer issuer, Verifier verifier) {
        this.issuer = issuer;
        this.optional = config.optional();
        this.forward = config.forward();
        this.verifier = verifier;
    }

    @Override
    public @Nullable Refusal check(GateRequest request) {
        int field = Authorization.find(request.in, request.head, SCHEME);
        if (field < 0) {
            return field == Authorization.SEVERAL ? SEVERAL : optional ? null : REQUIRED;
        }
        if (!forward) {
            request.head.fields.drop(field);
        }
        Verdict verdict = request.verdict(this);
        if (verdict != null) {
            return verdict.credential() == null ? verdict.refusal() : pass(request, verdict.credential());
        }
        int from = request.head.fields.value[field] + SCHEME.length;
        int to = request.head.fields.valueEnd[field];
        request.fingerprint.of(request.in, from, to);
        Credential known = issuer.cache.find(request.fingerprint, request.epochMillis, issuer.keys.generation());
        if (known != null) {
            return pass(request, known);
        }
        byte[] token = Arrays.copyOfRange(request.in, from, to);
        return request.later(new Verification(this, verifier, () -> issuer.verify(verifier, token)));
    }

    private static @Nullable Refusal pass(GateRequest request, Credential credential) {
        request.added.add(credential.lines());
        return null;
    }
}
