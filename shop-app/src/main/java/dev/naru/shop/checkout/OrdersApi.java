package dev.naru.shop.checkout;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Orders at origin-api, on behalf of the member the ticket names. {@code traceparent} is passed on. */
@RegisterRestClient(configKey = "orders-api")
@RegisterClientHeaders
@Path("/orders")
interface OrdersApi {

    record NewLine(String sku, int quantity, long unitPrice) {}

    record NewOrder(List<NewLine> lines, String currency, String locale, String provider) {}

    record OrderList(List<Order> orders) {}

    @GET
    OrderList list(@HeaderParam("Authorization") String bearer);

    @GET
    @Path("{orderNo}")
    Order find(@HeaderParam("Authorization") String bearer, @PathParam("orderNo") String orderNo);

    @POST
    Order place(
            @HeaderParam("Authorization") String bearer, @HeaderParam("Idempotency-Key") String key, NewOrder order);

    /** Opens another payment after one that came to nothing. */
    @POST
    @Path("{orderNo}/payments")
    Payment payAgain(
            @HeaderParam("Authorization") String bearer,
            @HeaderParam("Idempotency-Key") String key,
            @PathParam("orderNo") String orderNo);

    @POST
    @Path("{orderNo}/cancel")
    Order cancel(
            @HeaderParam("Authorization") String bearer,
            @HeaderParam("Idempotency-Key") String key,
            @PathParam("orderNo") String orderNo);

    @POST
    @Path("{orderNo}/lines/{sku}/cancel")
    Order cancelLine(
            @HeaderParam("Authorization") String bearer,
            @HeaderParam("Idempotency-Key") String key,
            @PathParam("orderNo") String orderNo,
            @PathParam("sku") String sku);
}
