package dev.naru.shop.auth;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The public keys origin-api verifies tickets with (RFC 7517, section 5). */
@Path("/.well-known/jwks.json")
class JwksResource {
    private final Keys keys;

    JwksResource(Keys keys) {
        this.keys = keys;
    }

    record Jwks(List<SigningKey.Jwk> keys) {}

    @GET
    @Produces("application/json")
    @RunOnVirtualThread
    public Response keys() {
        Jwks jwks = new Jwks(keys.ring().all().stream().map(SigningKey::jwk).toList());
        return Response.ok(jwks).header("Cache-Control", "public, max-age=60").build();
    }
}
