package dev.naru.shop.page;

import dev.naru.shop.catalog.Photo;
import dev.naru.shop.catalog.Product;
import dev.naru.shop.checkout.Order;
import dev.naru.shop.checkout.Placed;
import dev.naru.shop.checkout.Quote;
import dev.naru.shop.platform.Reason;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pages and what each is made of; the build checks the templates against it. */
@CheckedTemplate
final class Templates {

    private Templates() {}

    static native TemplateInstance home(Layout page, List<Product> products, boolean current);

    /** @param photos null if they could not be read */
    static native TemplateInstance product(Layout page, Product product, @Nullable List<Photo> photos, int maxQuantity);

    static native TemplateInstance cart(Layout page, Quote quote, int maxQuantity);

    /** @param notice what was wrong with the last attempt, or null */
    static native TemplateInstance login(Layout page, String next, String email, @Nullable String notice, boolean demo);

    static native TemplateInstance checkout(
            Layout page, Quote quote, @Nullable String attempt, Placed.@Nullable Why differs);

    static native TemplateInstance orders(Layout page, List<Order> orders);

    static native TemplateInstance order(Layout page, Order order, Headline headline, boolean cancelled);

    static native TemplateInstance error(Layout page, Reason reason, int status);
}
