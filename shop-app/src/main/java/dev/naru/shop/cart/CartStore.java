package dev.naru.shop.cart;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Redis;
import dev.naru.shop.platform.Refusal;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Carts as Redis hashes {@code cart:{owner}}: quantity by SKU, and {@code #attempt} while a checkout has begun. Each change is
 * one script, so it happens wholly, once, and only while the session lives.
 */
@ApplicationScoped
class CartStore {
    private static final int SESSION_ENDED = -1;
    private static final int FULL = -2;

    /** KEYS: session, cart. ARGV: mode, sku, quantity, largest quantity, most SKUs, life in ms. */
    private static final String WRITE = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
            local sku, quantity, most = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
            redis.call('HDEL', KEYS[2], '#attempt')
            if ARGV[1] == 'set' and quantity == 0 then
              redis.call('HDEL', KEYS[2], sku)
              return 0
            end
            if redis.call('HEXISTS', KEYS[2], sku) == 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[5]) then
              return -2
            end
            if ARGV[1] == 'add' then quantity = redis.call('HINCRBY', KEYS[2], sku, quantity) end
            if quantity > most then quantity = most end
            redis.call('HSET', KEYS[2], sku, quantity)
            redis.call('PEXPIRE', KEYS[2], ARGV[6])
            return quantity
            """;

    /** KEYS: source, target. ARGV: largest quantity, most SKUs, life in ms. What does not fit is left out. */
    private static final String MERGE = """
            local from = redis.call('HGETALL', KEYS[1])
            if #from == 0 then return 0 end
            redis.call('DEL', KEYS[1])
            redis.call('HDEL', KEYS[2], '#attempt')
            local merged = 0
            for i = 1, #from, 2 do
              local sku, most = from[i], tonumber(ARGV[1])
              local fits = redis.call('HEXISTS', KEYS[2], sku) == 1 or redis.call('HLEN', KEYS[2]) < tonumber(ARGV[2])
              if sku ~= '#attempt' and fits then
                if redis.call('HINCRBY', KEYS[2], sku, from[i + 1]) > most then redis.call('HSET', KEYS[2], sku, most) end
                merged = merged + 1
              end
            end
            redis.call('PEXPIRE', KEYS[2], ARGV[3])
            return merged
            """;

    /** KEYS: session, cart. ARGV: a new attempt id. */
    private static final String BEGIN_CHECKOUT = """
            if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('EXISTS', KEYS[2]) == 0 then return {} end
            redis.call('HSETNX', KEYS[2], '#attempt', ARGV[1])
            return redis.call('HGETALL', KEYS[2])
            """;

    /** KEYS: cart. ARGV: the attempt that became an order. */
    private static final String ORDERED = """
            if redis.call('HGET', KEYS[1], '#attempt') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
            return 0
            """;

    enum Mode {
        ADD,
        SET
    }

    private final Redis redis;
    private final Duration life;

    CartStore(Redis redis, NaruConfig config) {
        this.redis = redis;
        this.life = config.session().cartIdle();
    }

    Cart read(String owner) {
        return Cart.of(redis.hash(key(owner)));
    }

    /** False, and nothing written, if the session has ended. */
    boolean write(String sessionKey, String owner, Mode mode, String sku, int quantity) {
        int result = redis.eval(
                        WRITE,
                        List.of(sessionKey, key(owner)),
                        mode.name().toLowerCase(Locale.ROOT),
                        sku,
                        quantity,
                        Carts.MAX_QUANTITY,
                        Carts.MAX_SKUS,
                        life.toMillis())
                .toInteger();
        if (result == FULL) {
            throw new Refusal(
                    Reason.CART_FULL, "The cart holds " + Carts.MAX_SKUS + " kinds of goods: take one out first");
        }
        return result != SESSION_ENDED;
    }

    void merge(String source, String target) {
        redis.eval(MERGE, List.of(key(source), key(target)), Carts.MAX_QUANTITY, Carts.MAX_SKUS, life.toMillis());
    }

    Cart beginCheckout(String sessionKey, String owner) {
        Response flat = redis.eval(BEGIN_CHECKOUT, List.of(sessionKey, key(owner)), UUID.randomUUID());
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return Cart.of(fields);
    }

    void ordered(String owner, String attempt) {
        redis.eval(ORDERED, List.of(key(owner)), attempt);
    }

    private static String key(String owner) {
        return "cart:{" + owner + "}";
    }
}
