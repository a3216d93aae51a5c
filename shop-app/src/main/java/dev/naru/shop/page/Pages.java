package dev.naru.shop.page;

import dev.naru.shop.cart.Cart;
import dev.naru.shop.cart.Carts;
import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.Refusal;
import dev.naru.shop.platform.RequestInfo;
import dev.naru.shop.session.Lookup;
import dev.naru.shop.session.Sessions;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Makes layouts and answers. */
@ApplicationScoped
class Pages {
    private static final String HTML = "text/html;charset=UTF-8";

    private final Sessions sessions;
    private final Carts carts;
    private final RequestInfo request;
    private final NaruConfig config;
    private final Assets assets;

    Pages(Sessions sessions, Carts carts, RequestInfo request, NaruConfig config, Assets assets) {
        this.sessions = sessions;
        this.carts = carts;
        this.request = request;
        this.config = config;
        this.assets = assets;
    }

    /** Around a page of the shop: who is logged in, and how full the cart is. Reads Redis; never throws. */
    Layout layout() {
        Lookup lookup = sessions.lookup();
        try {
            int count = lookup.found().map(carts::of).map(Cart::count).orElse(0);
            return layout(lookup, count, lookup instanceof Lookup.Unknown, false);
        } catch (Refusal e) {
            return layout(lookup, 0, true, false);
        }
    }

    /** Around an error page: asks nobody anything, so it can be made on any thread and whatever is broken. */
    Layout plainLayout() {
        return layout(new Lookup.None(), 0, false, true);
    }

    private Layout layout(Lookup lookup, int cartCount, boolean storeDown, boolean plain) {
        return new Layout(
                request.language(),
                plain,
                request.isRead() ? request.path() : "/",
                lookup.member().orElse(null),
                cartCount,
                storeDown,
                new Layout.Badge(config.replica(), config.group(), config.version(), request.requestId(), config.dev()),
                config.publicApiUrl().toString(),
                assets.path("shop.css"),
                assets.path("shop.js"),
                assets.path("favicon.svg"));
    }

    Response.ResponseBuilder answer(int status, TemplateInstance page) {
        String tag = request.language().tag();
        return Response.status(status)
                .type(HTML)
                .header("Content-Language", tag)
                .entity(page.setLocale(tag).render());
    }

    Response ok(TemplateInstance page) {
        return answer(200, page).build();
    }

    /** After a form: the browser reads the next page with GET. */
    static Response seeOther(String location) {
        return Response.seeOther(URI.create(location)).build();
    }
}
