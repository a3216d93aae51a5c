package dev.naru.shop.page;

import dev.naru.shop.cart.Carts;
import dev.naru.shop.catalog.Catalog;
import dev.naru.shop.catalog.Product;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

@Path("/products/{sku}")
class ProductPage {
    private final Pages pages;
    private final Catalog catalog;

    ProductPage(Pages pages, Catalog catalog) {
        this.pages = pages;
        this.catalog = catalog;
    }

    @GET
    @RunOnVirtualThread
    public Response product(@PathParam("sku") String sku) {
        Product product = catalog.find(sku).orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "No product has that SKU"));
        return pages.ok(
                Templates.product(pages.layout(), product, catalog.photos(sku).orElse(null), Carts.MAX_QUANTITY));
    }
}
