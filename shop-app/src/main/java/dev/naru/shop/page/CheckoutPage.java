package dev.naru.shop.page;

import dev.naru.shop.cart.Cart;
import dev.naru.shop.cart.Carts;
import dev.naru.shop.checkout.Orders;
import dev.naru.shop.checkout.Placed;
import dev.naru.shop.checkout.Quote;
import dev.naru.shop.platform.RequestInfo;
import dev.naru.shop.session.Session;
import dev.naru.shop.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

@Path("/checkout")
class CheckoutPage {
    private final Pages pages;
    private final Carts carts;
    private final Orders orders;
    private final Sessions sessions;
    private final RequestInfo request;

    CheckoutPage(Pages pages, Carts carts, Orders orders, Sessions sessions, RequestInfo request) {
        this.pages = pages;
        this.carts = carts;
        this.orders = orders;
        this.sessions = sessions;
        this.request = request;
    }

    @GET
    @RunOnVirtualThread
    public Response review() {
        Session session = sessions.requireMember();
        Cart cart = carts.beginCheckout(session);
        if (cart.isEmpty()) {
            return Pages.seeOther("/cart");
        }
        Quote quote = orders.quote(cart);
        return pages.ok(Templates.checkout(pages.layout(), quote, cart.attempt(), null));
    }

    /** @param attempt and {@code total}: what the page showed, so that nobody pays another sum than the one they saw */
    @POST
    @RunOnVirtualThread
    public Response order(
            @FormParam("attempt") @Nullable String attempt,
            @FormParam("total") @Nullable Long total,
            @FormParam("provider") @Nullable String provider) {
        Session session = sessions.requireMember();
        return switch (orders.place(session, new Orders.Seen(attempt, total, provider), request.language())) {
            case Placed.Made made ->
                Pages.seeOther(Objects.requireNonNullElse(made.payUrl(), "/orders/" + made.orderNo()));
            case Placed.Differs differs ->
                pages.answer(409, Templates.checkout(pages.layout(), differs.quote(), differs.attempt(), differs.why()))
                        .build();
        };
    }
}
