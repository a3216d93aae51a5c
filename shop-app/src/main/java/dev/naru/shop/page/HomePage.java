package dev.naru.shop.page;

import dev.naru.shop.catalog.Catalog;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

@Path("/")
class HomePage {
    private final Pages pages;
    private final Catalog catalog;

    HomePage(Pages pages, Catalog catalog) {
        this.pages = pages;
        this.catalog = catalog;
    }

    @GET
    @RunOnVirtualThread
    public Response home() {
        return pages.ok(Templates.home(pages.layout(), catalog.products(), catalog.isCurrent()));
    }
}
