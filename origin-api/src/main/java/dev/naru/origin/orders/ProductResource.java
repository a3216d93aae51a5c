package dev.naru.origin.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Hashes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

@Path("/products")
class ProductResource {

    record Catalog(List<Product> products) {}

    private final Database database;
    private final Products products;
    private final ObjectMapper json;

    ProductResource(Database database, Products products, ObjectMapper json) {
        this.database = database;
        this.products = products;
        this.json = json;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "All products with what is available now; revalidate with If-None-Match")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Catalog.class)))
    @APIResponse(responseCode = "304", description = "Not changed")
    public Response products(@Context Request request) throws JsonProcessingException {
        Catalog catalog = new Catalog(database.transaction(products::all));
        byte[] body = json.writeValueAsBytes(catalog);
        // Strong and equal on every replica: it is the hash of the bytes.
        EntityTag tag = new EntityTag(Hashes.sha256(body).substring(0, 32));
        Response.ResponseBuilder notModified = request.evaluatePreconditions(tag);
        return (notModified != null ? notModified : Response.ok(body))
                .tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }
}
