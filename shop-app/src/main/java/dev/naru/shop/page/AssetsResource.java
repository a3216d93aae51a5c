package dev.naru.shop.page;

import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/**
 * Serves {@link Assets}. While a new version rolls out, a page of one replica asks another replica for its files: under a
 * hash that is not its own, a replica gives what it has, but to be kept by nobody.
 */
@Path("/assets/{hash}/{name}")
class AssetsResource {
    private final Assets assets;

    AssetsResource(Assets assets) {
        this.assets = assets;
    }

    @GET
    public Response get(@PathParam("hash") String hash, @PathParam("name") String name, @Context Request request) {
        Assets.Asset asset =
                assets.find(name).orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "No asset has the name " + name));
        boolean own = asset.hash().equals(hash);
        EntityTag tag = new EntityTag(asset.hash());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer =
                unchanged != null ? unchanged : Response.ok(asset.content()).type(asset.type());
        return answer.tag(tag)
                .header("Cache-Control", own ? "public, max-age=31536000, immutable" : "no-store")
                .build();
    }
}
