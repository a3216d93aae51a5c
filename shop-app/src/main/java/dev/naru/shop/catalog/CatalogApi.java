package dev.naru.shop.catalog;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What the shop reads from origin-api without being anybody. */
@RegisterRestClient(configKey = "catalog-api")
@Path("/")
interface CatalogApi {

    record Products(List<Product> products) {}

    record Files(List<Photo> files) {}

    @GET
    @Path("products")
    @Timeout(2000)
    @CircuitBreaker(requestVolumeThreshold = 4, failureRatio = 0.5, delay = 2000)
    RestResponse<Products> products(@HeaderParam("If-None-Match") @Nullable String etag);

    @GET
    @Path("files")
    @Timeout(1000)
    @CircuitBreaker(requestVolumeThreshold = 4, failureRatio = 0.5, delay = 2000)
    Files photos(@QueryParam("product") String sku);
}
