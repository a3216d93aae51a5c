package dev.naru.shop.checkout;

import dev.naru.shop.auth.Auth;
import dev.naru.shop.cart.Cart;
import dev.naru.shop.cart.Carts;
import dev.naru.shop.catalog.Catalog;
import dev.naru.shop.platform.Language;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import dev.naru.shop.session.Member;
import dev.naru.shop.session.Session;
import dev.naru.shop.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Orders of the member who is logged in. They live at origin-api; nothing of them is kept here. */
@ApplicationScoped
public class Orders {
    private static final Logger LOG = Logger.getLogger(Orders.class);
    private static final Pattern ORDER_NO = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /** Session field: the attempt that was ordered last, and where that order is paid. */
    private static final String ORDERED = "ordered";

    private final OrderSender sender;
    private final OrdersApi api;
    private final Auth auth;
    private final Carts carts;
    private final Catalog catalog;
    private final Sessions sessions;

    Orders(OrderSender sender, @RestClient OrdersApi api, Auth auth, Carts carts, Catalog catalog, Sessions sessions) {
        this.sender = sender;
        this.api = api;
        this.auth = auth;
        this.carts = carts;
        this.catalog = catalog;
        this.sessions = sessions;
    }

    /**
     * What the buyer saw on the checkout page when pressing the button; null where a caller came without the page.
     *
     * @param provider the gateway they chose
     */
    public record Seen(
            @Nullable String attempt,
            @Nullable Long total,
            @Nullable String provider) {

        /** The first is what a buyer gets who chose nothing. */
        public static final List<String> PROVIDERS = List.of("toss", "kakao", "nice");

        /** One of {@link #PROVIDERS}, whatever was sent. */
        String knownProvider() {
            return provider != null && PROVIDERS.contains(provider) ? provider : PROVIDERS.getFirst();
        }
    }

    public Quote quote(Cart cart) {
        return new Quote(cart.quantities().entrySet().stream()
                .map(entry -> new Quote.Line(
                        entry.getKey(), catalog.find(entry.getKey()).orElse(null), entry.getValue()))
                .toList());
    }

    /**
     * Orders the cart as seen, once: the same attempt pressed again leads to the same order.
     *
     * @throws Refusal of {@link Reason#CART_EMPTY}, or of {@link Reason#ORIGIN_UNAVAILABLE} with the cart kept
     */
    public Placed place(Session session, Seen seen, Language language) {
        Cart cart = carts.beginCheckout(session);
        String attempt = cart.attempt();
        if (attempt == null || (seen.attempt() != null && !seen.attempt().equals(attempt))) {
            return repeated(session, seen).orElseGet(() -> cartChanged(cart));
        }
        Quote quote = quote(cart);
        if (!quote.isOrderable()) {
            return new Placed.Differs(Placed.Why.OUT_OF_STOCK, quote, attempt);
        }
        if (seen.total() != null && seen.total() != quote.total()) {
            return new Placed.Differs(Placed.Why.PRICE_CHANGED, quote, attempt);
        }
        OrdersApi.NewOrder wanted = new OrdersApi.NewOrder(
                quote.lines().stream()
                        .map(line -> new OrdersApi.NewLine(line.sku(), line.quantity(), line.unitPrice()))
                        .toList(),
                "KRW",
                language.tag(),
                seen.knownProvider());
        try {
            Order order = sender.place(bearer(session), idempotencyKey(attempt, wanted), wanted);
            Placed.Made made = new Placed.Made(order.orderNo(), order.payUrl());
            finish(session, attempt, made);
            return made;
        } catch (OrderSender.Rejected e) {
            catalog.refresh();
            return new Placed.Differs(e.why(), quote(cart).corrected(e.lines()), attempt);
        }
    }

    private Placed cartChanged(Cart cart) {
        if (cart.isEmpty()) {
            throw new Refusal(Reason.CART_EMPTY, "The cart is empty: POST /cart/items first");
        }
        return new Placed.Differs(Placed.Why.CART_CHANGED, quote(cart), cart.attempt());
    }

    /** The order this attempt has already become: the second of two clicks arrives when the cart is empty. */
    private Optional<Placed> repeated(Session session, Seen seen) {
        return sessions.get(session, ORDERED)
                .map(text -> text.split(" ", 3))
                .filter(words -> words.length == 3 && words[0].equals(seen.attempt()))
                .map(words -> new Placed.Made(words[1], words[2].isEmpty() ? null : words[2]));
    }

    /** The order exists; that Redis fails now must not hide it from the buyer. */
    private void finish(Session session, String attempt, Placed.Made made) {
        try {
            String payUrl = Objects.requireNonNullElse(made.payUrl(), "");
            sessions.put(session, ORDERED, attempt + " " + made.orderNo() + " " + payUrl);
            carts.ordered(session, attempt);
        } catch (Refusal e) {
            LOG.warnf("order %s is made but its cart is not emptied: %s", made.orderNo(), e.getMessage());
        }
    }

    /** Newest first. */
    public List<Order> list(Session session) {
        return sender.call(() -> api.list(bearer(session))).orders();
    }

    /** @throws Refusal of {@link Reason#NOT_FOUND} also for another member's order */
    public Order find(Session session, String orderNo) {
        String checked = checked(orderNo);
        return sender.call(() -> api.find(bearer(session), checked));
    }

    /**
     * Where to pay an order whose last payment came to nothing. The key names that payment, so two clicks open one payment.
     *
     * @throws Refusal of {@link Reason#CONFLICT} if there is nothing to pay
     */
    public String payAgain(Session session, String orderNo) {
        Order order = find(session, orderNo);
        String payUrl = order.payUrl();
        if (payUrl == null && order.isPayableAgain() && order.payment() != null) {
            String key = "pay-" + order.payment().id();
            payUrl = sender.payAgain(bearer(session), key, orderNo).checkoutUrl();
        }
        if (payUrl == null) {
            throw new Refusal(Reason.CONFLICT, "There is nothing to pay for this order now");
        }
        return payUrl;
    }

    /** @throws Refusal of {@link Reason#CONFLICT} if it can no longer be cancelled */
    public Order cancel(Session session, String orderNo) {
        return sender.cancel(bearer(session), "cancel-" + checked(orderNo), orderNo);
    }

    /**
     * Cancels one line of a paid order. The key names the line: however often the button is pressed, its money goes back once.
     *
     * @throws Refusal of {@link Reason#CONFLICT} while another line's refund is under way, or when the order is not paid
     */
    public Order cancelLine(Session session, String orderNo, String sku) {
        String order = checked(orderNo);
        String line = checked(sku);
        return sender.call(() -> api.cancelLine(bearer(session), "cancel-" + order + "-" + line, order, line));
    }

    private static String checked(String orderNo) {
        if (!ORDER_NO.matcher(orderNo).matches()) {
            throw new Refusal(Reason.NOT_FOUND, "No order has such a number");
        }
        return orderNo;
    }

    private String bearer(Session session) {
        Member member = Objects.requireNonNull(session.member());
        return "Bearer " + auth.ticket(member, Set.of("orders"));
    }

    /** Another price is another request, so it has another key; a repeat of the same request has the same. */
    static String idempotencyKey(String attempt, OrdersApi.NewOrder order) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(attempt.getBytes(StandardCharsets.UTF_8));
            sha256.update(order.toString().getBytes(StandardCharsets.UTF_8));
            return "checkout-" + HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
