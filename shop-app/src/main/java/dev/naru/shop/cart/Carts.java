package dev.naru.shop.cart;

import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import dev.naru.shop.session.Session;
import dev.naru.shop.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;

/** The buyer's cart: the browser's before login, the member's after it, on every device. */
@ApplicationScoped
public class Carts {
    public static final int MAX_QUANTITY = 99;
    public static final int MAX_SKUS = 50;

    private final CartStore store;
    private final Sessions sessions;

    Carts(CartStore store, Sessions sessions) {
        this.store = store;
        this.sessions = sessions;
    }

    /** The cart as it is; empty where there is no session. */
    public Cart of(Session session) {
        return store.read(owner(session));
    }

    /**
     * Puts {@code quantity} more of a SKU into the browser's cart, up to {@link #MAX_QUANTITY} in all, opening a session
     * where there is none.
     */
    public void add(String sku, int quantity) {
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw badQuantity(quantity);
        }
        Session session = sessions.open();
        if (!store.write(session.key(), owner(session), CartStore.Mode.ADD, sku, quantity)) {
            // The session ended between the read and the write: by its age, or by a logout in another tab.
            Session fresh = sessions.reopen();
            store.write(fresh.key(), owner(fresh), CartStore.Mode.ADD, sku, quantity);
        }
    }

    /** Sets the quantity of a SKU; 0 takes it out. */
    public void set(String sku, int quantity) {
        if (quantity < 0 || quantity > MAX_QUANTITY) {
            throw badQuantity(quantity);
        }
        Session session = sessions.open();
        store.write(session.key(), owner(session), CartStore.Mode.SET, sku, quantity);
    }

    /** Moves what lies in one session's cart into another's, once, however many logins run at a time. */
    public void merge(Session from, Session into) {
        String source = owner(from);
        String target = owner(into);
        if (!source.equals(target)) {
            store.merge(source, target);
        }
    }

    /**
     * The cart with an attempt id that stays the same until the cart changes or is ordered: two clicks on "pay" have the
     * same, and so make one order.
     */
    public Cart beginCheckout(Session session) {
        return store.beginCheckout(session.key(), owner(session));
    }

    /** Empties the cart, unless it has changed since that attempt began. */
    public void ordered(Session session, String attempt) {
        store.ordered(owner(session), attempt);
    }

    private static String owner(Session session) {
        return session.member() == null
                ? session.key()
                : "member:" + session.member().id();
    }

    private static Refusal badQuantity(int quantity) {
        return new Refusal(Reason.BAD_QUANTITY, "quantity is " + quantity + ": send 1 to " + MAX_QUANTITY);
    }
}
