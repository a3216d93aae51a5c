package dev.naru.shop.auth;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.Redis;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Bounds guessing of passwords, across all replicas. An attempt is counted before the password is looked at, so guesses sent
 * at once gain nothing, and taken back when it succeeds.
 */
@ApplicationScoped
class LoginThrottle {
    /** ARGV: window in ms, then the limit of each key. Returns 0, or the ms to wait; a refused attempt is not counted. */
    private static final String TAKE = """
            local wait = 0
            for i, key in ipairs(KEYS) do
              if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i + 1]) then
                wait = math.max(wait, redis.call('PTTL', key), 1)
              end
            end
            if wait > 0 then return wait end
            for i, key in ipairs(KEYS) do
              if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
            end
            return 0
            """;

    /** Who knows the password starts afresh from that address; what others tried on the email stays counted. */
    private static final String SUCCEEDED = """
            redis.call('DEL', KEYS[1])
            for i = 2, #KEYS do
              if tonumber(redis.call('GET', KEYS[i]) or '0') > 0 then redis.call('DECR', KEYS[i]) end
            end
            return 1
            """;

    private final Redis redis;
    private final NaruConfig.Login limits;

    LoginThrottle(Redis redis, NaruConfig config) {
        this.redis = redis;
        this.limits = config.login();
    }

    /** Counts an attempt. Returns 0, or the seconds to wait before the next one. */
    long take(String email, String address) {
        Response waitMs = redis.eval(
                TAKE,
                keys(email, address),
                limits.window().toMillis(),
                limits.perEmailAndAddress(),
                limits.perEmail(),
                limits.perAddress());
        return Math.ceilDiv(waitMs.toLong(), 1000L);
    }

    /** Takes the attempt back. */
    void succeeded(String email, String address) {
        redis.eval(SUCCEEDED, keys(email, address));
    }

    private static List<String> keys(String email, String address) {
        String block = block(address);
        List<String> keys = new ArrayList<>();
        keys.add("login:both:" + block + ":" + email);
        keys.add("login:email:" + email);
        keys.add("login:address:" + block);
        return keys;
    }

    /** One IPv6 customer has a whole /64 to send from. */
    static String block(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, 8)
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
