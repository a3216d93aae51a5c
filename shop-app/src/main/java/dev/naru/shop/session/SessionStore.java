package dev.naru.shop.session;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sessions as Redis hashes that expire when idle. */
@ApplicationScoped
class SessionStore {
    private static final Logger LOG = Logger.getLogger(SessionStore.class);
    private static final Duration TOUCH_AFTER = Duration.ofMinutes(1);

    /** Without EXISTS a write that comes after a logout would bring the session back, without its end. */
    private static final String WRITE_IF_LIVE = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            redis.call('HSET', KEYS[1], unpack(ARGV, 2))
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            return 1
            """;

    private static final String CREATE = """
            redis.call('HSET', KEYS[1], unpack(ARGV, 2))
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            return 1
            """;

    private final Redis redis;
    private final Duration idle;
    private final Duration maxAge;

    SessionStore(Redis redis, NaruConfig config) {
        this.redis = redis;
        this.idle = config.session().idle();
        this.maxAge = config.session().maxAge();
    }

    static String key(String id) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "session:" + HexFormat.of().formatHex(sha256.digest(id.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Session create(String id, @Nullable Member member) {
        String now = Long.toString(Instant.now().getEpochSecond());
        List<String> words = new ArrayList<>(List.of("created", now, "seen", now));
        if (member != null) {
            words.addAll(List.of("member", member.id(), "email", member.email(), "name", member.name()));
        }
        String key = key(id);
        redis.eval(CREATE, List.of(key), args(words));
        return new Session(key, member);
    }

    Optional<Session> find(String id) {
        String key = key(id);
        Map<String, String> fields = redis.hash(key);
        if (fields.isEmpty() || isTooOld(fields)) {
            return Optional.empty();
        }
        touch(key, fields);
        return Optional.of(new Session(key, member(fields)));
    }

    /** Whether the session was live and now holds the field. */
    boolean put(String key, String field, String value) {
        return write(key, List.of(field, value));
    }

    Optional<String> get(String key, String field) {
        return redis.field(key, field);
    }

    void delete(String key) {
        redis.delete(key);
    }

    /** At most once a minute, so that reading pages costs Redis one read. A miss only shortens the session's life. */
    private void touch(String key, Map<String, String> fields) {
        long now = Instant.now().getEpochSecond();
        if (now - seconds(fields, "seen") < TOUCH_AFTER.toSeconds()) {
            return;
        }
        try {
            write(key, List.of("seen", Long.toString(now)));
        } catch (RuntimeException e) {
            LOG.warnf("a session's end was not moved: %s", e.getMessage());
        }
    }

    private boolean write(String key, List<String> words) {
        return redis.eval(WRITE_IF_LIVE, List.of(key), args(words)).toInteger() == 1;
    }

    private Object[] args(List<String> words) {
        List<Object> args = new ArrayList<>(words);
        args.addFirst(idle.toMillis());
        return args.toArray();
    }

    private boolean isTooOld(Map<String, String> fields) {
        return Instant.now().getEpochSecond() - seconds(fields, "created") > maxAge.toSeconds();
    }

    private static long seconds(Map<String, String> fields, String name) {
        return Long.parseLong(fields.getOrDefault(name, "0"));
    }

    private static @Nullable Member member(Map<String, String> fields) {
        String id = fields.get("member");
        return id == null ? null : new Member(id, fields.getOrDefault("email", ""), fields.getOrDefault("name", id));
    }
}
