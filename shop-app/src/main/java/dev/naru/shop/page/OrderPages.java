package dev.naru.shop.page;

import dev.naru.shop.checkout.Order;
import dev.naru.shop.checkout.OrderStatus;
import dev.naru.shop.checkout.Orders;
import dev.naru.shop.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

@Path("/orders")
class OrderPages {
    private final Pages pages;
    private final Orders orders;
    private final Sessions sessions;

    OrderPages(Pages pages, Orders orders, Sessions sessions) {
        this.pages = pages;
        this.orders = orders;
        this.sessions = sessions;
    }

    @GET
    @RunOnVirtualThread
    public Response list() {
        return pages.ok(Templates.orders(pages.layout(), orders.list(sessions.requireMember())));
    }

    @GET
    @Path("{orderNo}")
    @RunOnVirtualThread
    public Response order(@PathParam("orderNo") String orderNo, @QueryParam("result") @Nullable String result) {
        Order order = orders.find(sessions.requireMember(), orderNo);
        boolean cancelled = "cancelled".equals(result) && order.status() == OrderStatus.CANCELLED;
        return pages.ok(Templates.order(pages.layout(), order, Headline.of(order), cancelled));
    }

    /** For the page's script, while the payment is being checked. */
    record State(String status, String payment, boolean settled) {}

    @GET
    @Path("{orderNo}/state")
    @Produces("application/json")
    @RunOnVirtualThread
    public State state(@PathParam("orderNo") String orderNo) {
        Order order = orders.find(sessions.requireMember(), orderNo);
        String payment = order.payment() == null ? "" : order.payment().status().name();
        return new State(order.status().name(), payment, !order.isUnsettled());
    }

    @POST
    @Path("{orderNo}/pay")
    @RunOnVirtualThread
    public Response payAgain(@PathParam("orderNo") String orderNo) {
        return Pages.seeOther(orders.payAgain(sessions.requireMember(), orderNo));
    }

    @POST
    @Path("{orderNo}/lines/{sku}/cancel")
    @RunOnVirtualThread
    public Response cancelLine(@PathParam("orderNo") String orderNo, @PathParam("sku") String sku) {
        Order order = orders.cancelLine(sessions.requireMember(), orderNo, sku);
        return Pages.seeOther("/orders/" + order.orderNo() + "?result=cancelled");
    }

    @POST
    @Path("{orderNo}/cancel")
    @RunOnVirtualThread
    public Response cancel(@PathParam("orderNo") String orderNo) {
        Order order = orders.cancel(sessions.requireMember(), orderNo);
        return Pages.seeOther("/orders/" + order.orderNo() + "?result=cancelled");
    }
}
