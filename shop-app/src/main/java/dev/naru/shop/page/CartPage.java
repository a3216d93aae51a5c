package dev.naru.shop.page;

import dev.naru.shop.cart.Cart;
import dev.naru.shop.cart.Carts;
import dev.naru.shop.catalog.Catalog;
import dev.naru.shop.catalog.Product;
import dev.naru.shop.checkout.Orders;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import dev.naru.shop.session.Lookup;
import dev.naru.shop.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

@Path("/cart")
class CartPage {
    private final Pages pages;
    private final Carts carts;
    private final Catalog catalog;
    private final Orders orders;
    private final Sessions sessions;

    CartPage(Pages pages, Carts carts, Catalog catalog, Orders orders, Sessions sessions) {
        this.pages = pages;
        this.carts = carts;
        this.catalog = catalog;
        this.orders = orders;
        this.sessions = sessions;
    }

    @GET
    @RunOnVirtualThread
    public Response cart() {
        Cart cart =
                switch (sessions.lookup()) {
                    case Lookup.Found(var session) -> carts.of(session);
                    case Lookup.None() -> Cart.empty();
                    case Lookup.Unknown() ->
                        throw new Refusal(
                                Reason.STORE_UNAVAILABLE, "The cart cannot be read: try again in a few seconds");
                };
        return pages.ok(Templates.cart(pages.layout(), orders.quote(cart), Carts.MAX_QUANTITY));
    }

    @POST
    @Path("items")
    @RunOnVirtualThread
    public Response add(@FormParam("sku") @Nullable String sku, @FormParam("quantity") @Nullable String quantity) {
        int wanted = quantity == null ? 1 : quantity(quantity);
        if (sku == null || catalog.find(sku).isEmpty()) {
            throw new Refusal(Reason.NOT_FOUND, "No product has that SKU");
        }
        carts.add(sku, wanted);
        return Pages.seeOther("/cart");
    }

    /** Also for what is no longer sold: it must be possible to take it out. */
    @POST
    @Path("items/{sku}")
    @RunOnVirtualThread
    public Response set(@PathParam("sku") String sku, @FormParam("quantity") @Nullable String quantity) {
        int wanted = quantity(quantity);
        if (!Product.isSku(sku) || (wanted > 0 && catalog.find(sku).isEmpty())) {
            throw new Refusal(Reason.NOT_FOUND, "No product has that SKU");
        }
        carts.set(sku, wanted);
        return Pages.seeOther("/cart");
    }

    private static int quantity(@Nullable String text) {
        try {
            return Integer.parseInt(text == null ? "" : text.strip());
        } catch (NumberFormatException e) {
            throw new Refusal(Reason.BAD_QUANTITY, "quantity is not a number", e);
        }
    }
}
