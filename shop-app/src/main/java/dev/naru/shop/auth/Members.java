package dev.naru.shop.auth;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.Redis;
import dev.naru.shop.session.Member;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may log in: one Redis hash {@code member:{email}} each, with {@code id}, {@code name} and {@code password} (bcrypt).
 *
 * <p>With {@code NARU_DEMO=true} the members of the demo are written when they first log in, and again should Redis have
 * lost them; so neither the order of starting nor an empty Redis matters.
 */
@ApplicationScoped
class Members {
    private static final String DEMO_PASSWORD = "ferry-landing-1";
    private static final Map<String, Member> DEMO = Map.of(
            "hana@shop.localhost", new Member("hana", "hana@shop.localhost", "하나"),
            "minsu@shop.localhost", new Member("minsu", "minsu@shop.localhost", "민수"));

    /** The first replica to write a member wins; the others keep its hash. */
    private static final String CREATE_ONCE = """
            if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
            return 1
            """;

    private final Redis redis;
    private final boolean demo;

    Members(Redis redis, NaruConfig config) {
        this.redis = redis;
        this.demo = config.demo();
    }

    record Record(Member member, String passwordHash) {}

    Optional<Record> find(String email) {
        Optional<Record> found = read(email);
        if (found.isPresent() || !demo || !DEMO.containsKey(email)) {
            return found;
        }
        Member member = DEMO.get(email);
        redis.eval(
                CREATE_ONCE,
                List.of(key(email)),
                "id",
                member.id(),
                "name",
                member.name(),
                "password",
                Passwords.hash(DEMO_PASSWORD));
        return read(email);
    }

    private Optional<Record> read(String email) {
        Map<String, String> fields = redis.hash(key(email));
        String id = fields.get("id");
        String hash = fields.get("password");
        if (id == null || hash == null) {
            return Optional.empty();
        }
        return Optional.of(new Record(new Member(id, email, fields.getOrDefault("name", id)), hash));
    }

    private static String key(String email) {
        return "member:" + email;
    }
}
