package dev.naru.origin.orders;

import dev.naru.origin.payment.PaymentView;
import dev.naru.origin.platform.Idempotency;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** A member's own orders; those of others do not exist here. */
@Path("/orders")
@RolesAllowed("orders")
@RunOnVirtualThread
class OrderResource {

    private static final String ORDER_NO = "{orderNo: [A-Z0-9-]{1,40}}";

    record OrderList(List<OrderView> orders) {}

    private final Orders orders;
    private final Idempotency idempotency;

    OrderResource(Orders orders, Idempotency idempotency) {
        this.orders = orders;
        this.idempotency = idempotency;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(summary = "Place an order; its payment's checkoutUrl is where the buyer goes next")
    public Checkout.Placed place(
            @HeaderParam(Idempotency.HEADER) @Nullable String key,
            @NotNull @Valid OrderRequest request,
            @Context SecurityContext caller) {
        return orders.place(member(caller), idempotency.key(key), request);
    }

    @GET
    @Operation(summary = "Own orders, newest first, at most 50")
    public OrderList list(@Context SecurityContext caller) {
        return new OrderList(orders.list(member(caller)));
    }

    @GET
    @Path(ORDER_NO)
    @Operation(summary = "One own order with its timeline")
    public OrderView find(@PathParam("orderNo") String orderNo, @Context SecurityContext caller) {
        return orders.find(member(caller), orderNo).orElseThrow(() -> Problem.notFound("No such order."));
    }

    @POST
    @Path(ORDER_NO + "/cancel")
    @Operation(summary = "Cancel; after payment the money goes back through the gateway")
    public OrderView cancel(
            @PathParam("orderNo") String orderNo,
            @HeaderParam(Idempotency.HEADER) @Nullable String key,
            @Context SecurityContext caller) {
        return orders.cancel(member(caller), orderNo, idempotency.key(key));
    }

    @POST
    @Path(ORDER_NO + "/lines/{sku: [a-z0-9-]{1,60}}/cancel")
    @Operation(summary = "Cancel one line of a paid order; its money goes back, the rest stands")
    public OrderView cancelLine(
            @PathParam("orderNo") String orderNo,
            @PathParam("sku") String sku,
            @HeaderParam(Idempotency.HEADER) @Nullable String key,
            @Context SecurityContext caller) {
        return orders.cancelLine(member(caller), orderNo, sku, idempotency.key(key));
    }

    @POST
    @Path(ORDER_NO + "/payments")
    @ResponseStatus(201)
    @Operation(summary = "Open another payment after a declined or failed one")
    public PaymentView payAgain(
            @PathParam("orderNo") String orderNo,
            @HeaderParam(Idempotency.HEADER) @Nullable String key,
            @Context SecurityContext caller) {
        return orders.payAgain(member(caller), orderNo, idempotency.key(key));
    }

    private static String member(SecurityContext caller) {
        return caller.getUserPrincipal().getName();
    }
}
