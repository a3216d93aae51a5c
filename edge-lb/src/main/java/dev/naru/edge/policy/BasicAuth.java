package dev.naru.edge.policy;

import dev.naru.edge.config.UserFileConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.observe.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** User and password (RFC 7617). A password that was right lately is known by its fingerprint; every other one is hashed off the event loop. */
final class BasicAuth implements Gate {
    private static final byte[] SCHEME = Ascii.bytes("basic ");

    private final UserFile users;
    private final boolean forward;
    private final Verifier verifier;
    private final Refusal required;
    private final Refusal refused;

    BasicAuth(UserFileConfig config, boolean forward, UserFile users, Verifier verifier) {
        this.users = users;
        this.forward = forward;
        this.verifier = verifier;
        String challenge = "WWW-Authenticate: Basic realm=\"" + config.realm() + "\", charset=\"UTF-8\"\r\n";
        required = new Refusal(Outcome.AUTH_REQUIRED, 401, "a user and a password are needed", challenge);
        refused = new Refusal(Outcome.AUTH_REFUSED, 401, "no user has this name and password", challenge);
    }

    @Override
    public @Nullable Refusal check(GateRequest request) {
        int field = Authorization.find(request.in, request.head, SCHEME);
        if (field < 0) {
            return field == Authorization.SEVERAL ? refused : required;
        }
        if (!forward) {
            request.head.fields.drop(field);
        }
        Verdict verdict = request.verdict(this);
        if (verdict != null) {
            return verdict.refusal();
        }
        int from = request.head.fields.value[field] + SCHEME.length;
        int to = request.head.fields.valueEnd[field];
        request.fingerprint.of(request.in, from, to);
        if (users.cache.find(request.fingerprint, request.epochMillis, users.generation()) != null) {
            return null;
        }
        byte[] credentials = Arrays.copyOfRange(request.in, from, to);
        long now = request.epochMillis;
        return request.later(new Verification(this, verifier, () -> Verification.now(verify(credentials, now))));
    }

    private Verdict verify(byte[] credentials, long now) {
        Fingerprint print = new Fingerprint().of(credentials, 0, credentials.length);
        Credential known = users.cache.find(print, now, users.generation());
        if (known != null) {
            return Verdict.good(known); // another connection of the same browser was first
        }
        int generation = users.verify(credentials);
        if (generation < 0) {
            return Verdict.refused(refused);
        }
        Credential credential = Credential.of(print, now + UserFile.REMEMBERED_MS, generation, Credential.noLines());
        users.cache.put(credential);
        return Verdict.good(credential);
    }
}
