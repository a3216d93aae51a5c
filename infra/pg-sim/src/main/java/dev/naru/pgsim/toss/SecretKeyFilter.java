package dev.naru.pgsim.toss;

import dev.naru.pgsim.platform.Secrets;
import jakarta.inject.Provider;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Lets in only who knows the secret key: {@code Authorization: Basic base64(key + ":")}. */
@jakarta.ws.rs.ext.Provider
@SecretKeyFilter.SecretKeyRequired
public final class SecretKeyFilter implements ContainerRequestFilter {
    private static final String SCHEME = "Basic ";

    /** Marks the resources that only a shop may call. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface SecretKeyRequired {}

    // Filters are made before the configuration is read, so the secrets are looked up with the first request.
    private final Provider<Secrets> secrets;

    SecretKeyFilter(Provider<Secrets> secrets) {
        this.secrets = secrets;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!authorised(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            TossError error = TossError.UNAUTHORIZED_KEY;
            request.abortWith(Response.status(error.status())
                    .type(MediaType.APPLICATION_JSON)
                    .entity(error.body())
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"toss\"")
                    .build());
        }
    }

    private boolean authorised(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] sent = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        byte[] expected = (secrets.get().tossSecretKey() + ":").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(sent, Base64.getEncoder().encode(expected));
    }
}
