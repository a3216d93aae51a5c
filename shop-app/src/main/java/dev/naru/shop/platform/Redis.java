package dev.naru.shop.platform;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.hash.HashCommands;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The few Redis commands the shop uses, with one answer to all its faults: {@link Refusal} of {@link
 * Reason#STORE_UNAVAILABLE}.
 *
 * <p>Each call waits {@code quarkus.redis.timeout} at most. Once calls go unanswered a circuit breaker answers at once for a
 * second, so a hung Redis costs pages no time; the first call after that tries again. A Redis that answers with an error
 * (read-only, out of memory, loading) is refused likewise but does not open the breaker: reads may still work.
 */
@ApplicationScoped
public class Redis {
    private static final Logger LOG = Logger.getLogger(Redis.class);
    private static final int BREAKER_WINDOW_CALLS = 4;
    private static final long BREAKER_DELAY_MS = 1000;

    private final RedisDataSource source;
    private final HashCommands<String, String, String> hashes;
    private final Guard guard = Guard.create()
            .withDescription("redis")
            .withCircuitBreaker()
            .requestVolumeThreshold(BREAKER_WINDOW_CALLS)
            .failureRatio(0.5)
            .delay(BREAKER_DELAY_MS, ChronoUnit.MILLIS)
            .successThreshold(1)
            .skipOn(ErrorType.class)
            .onStateChange(Redis::log)
            .done()
            .build();

    Redis(RedisDataSource source) {
        this.source = source;
        this.hashes = source.hash(String.class);
    }

    /** All fields of a hash; empty if there is no such key. */
    public Map<String, String> hash(String key) {
        return call(() -> hashes.hgetall(key));
    }

    public Optional<String> field(String key, String field) {
        return call(() -> Optional.ofNullable(hashes.hget(key, field)));
    }

    public Optional<String> get(String key) {
        return call(() -> Optional.ofNullable(source.execute("GET", key)).map(Response::toString));
    }

    public void set(String key, String value, Duration life) {
        execute("SET", key, value, "PX", Long.toString(life.toMillis()));
    }

    public void delete(String key) {
        execute("DEL", key);
    }

    /** Runs a script atomically. It sees {@code keys} as KEYS and {@code args} as ARGV and must not return nil. */
    public Response eval(String script, List<String> keys, Object... args) {
        List<String> words = new ArrayList<>(2 + keys.size() + args.length);
        words.add(script);
        words.add(Integer.toString(keys.size()));
        words.addAll(keys);
        for (Object arg : args) {
            words.add(arg.toString());
        }
        return execute("EVAL", words.toArray(String[]::new));
    }

    private Response execute(String command, String... args) {
        return call(() -> source.execute(command, args));
    }

    @SuppressWarnings("unchecked") // the guard wants a class only to tell asynchronous calls apart
    private <T> T call(Supplier<T> command) {
        try {
            return (T) guard.get(command::get, Object.class);
        } catch (RuntimeException e) {
            throw new Refusal(
                    Reason.STORE_UNAVAILABLE, "Redis gives no usable answer (" + e + "): see quarkus.redis.hosts", e);
        }
    }

    private static void log(CircuitBreakerState state) {
        switch (state) {
            case OPEN -> LOG.warn("Redis does not answer: pages go on without sessions");
            case CLOSED -> LOG.info("Redis answers");
            case HALF_OPEN -> LOG.debug("trying Redis again");
        }
    }
}
