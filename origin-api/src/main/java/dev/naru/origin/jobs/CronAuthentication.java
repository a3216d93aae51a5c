package dev.naru.origin.jobs;

import dev.naru.origin.platform.OperatorToken;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;

/** Lets a cron call pass that is signed ({@link CronSignature}) or carries the bearer token; all else is 401 and changes nothing. */
@Provider
@CronOnly
@Priority(Priorities.AUTHENTICATION)
class CronAuthentication implements ContainerRequestFilter {

    /** The request property that names how the caller proved itself. */
    static final String CALLER = "naru.cron.caller";

    static final String TIMESTAMP = "X-Naru-Timestamp";
    static final String SIGNATURE = "X-Naru-Signature";

    private static final Logger LOG = Logger.getLogger(CronAuthentication.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;

    /** Looked up at the first call: filters are made while the application is built, secrets are read when it starts. */
    private final Instance<Keys> keys;

    private final Instance<OperatorToken> bearer;

    private final Instance<RunRepository> runs;

    CronAuthentication(Instance<Keys> keys, Instance<OperatorToken> bearer, Instance<RunRepository> runs) {
        this.keys = keys;
        this.bearer = bearer;
        this.runs = runs;
    }

    /** The live keys. A missing or malformed file stops the start. */
    @Startup
    @Singleton
    static final class Keys {
        private final List<byte[]> live;

        Keys(Secrets secrets) {
            this.live = secrets.hexKeys("cron-hmac.key");
        }
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        String signature = request.getHeaderString(SIGNATURE);
        if (authorization != null) {
            bearer.get().require(authorization);
            request.setProperty(CALLER, "bearer");
        } else if (signature != null) {
            requireSignature(request, signature);
            request.setProperty(CALLER, "hmac");
        } else {
            throw Problem.unauthorized(
                    "cron-unsigned",
                    "Sign the call with " + TIMESTAMP + " and " + SIGNATURE
                            + ", or send Authorization: Bearer <cron-bearer.token>.");
        }
    }

    /** The signature first: who has no key costs no question to the database. Then its age, by the one clock that all replicas share. */
    private void requireSignature(ContainerRequestContext request, String signature) throws IOException {
        String timestamp = String.valueOf(request.getHeaderString(TIMESTAMP));
        String path = request.getUriInfo().getRequestUri().getRawPath();
        if (!CronSignature.isTimestamp(timestamp)) {
            throw unfresh(path);
        }
        byte[] body = request.getEntityStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new Problem(
                    413, "body-too-large", "Content too large", "The body is over " + MAX_BODY_BYTES + " bytes.");
        }
        request.setEntityStream(new ByteArrayInputStream(body));
        if (!CronSignature.matches(keys.get().live, signature, timestamp, request.getMethod(), path, body)) {
            LOG.warnf("cron call %s refused: the signature is not of a known key", path);
            throw Problem.unauthorized(
                    "cron-signature",
                    "The signature does not match. It is v1=hex(HMAC-SHA256(key, timestamp.method.path.sha256(body))).");
        }
        if (!CronSignature.isFresh(timestamp, runs.get().now())) {
            throw unfresh(path);
        }
    }

    private static Problem unfresh(String path) {
        LOG.warnf("cron call %s refused: the timestamp is missing or too far from now", path);
        return Problem.unauthorized(
                "cron-timestamp",
                TIMESTAMP + " must be epoch seconds within " + CronSignature.TOLERANCE.toSeconds()
                        + " s of the database's clock. Check the caller's clock.");
    }
}
