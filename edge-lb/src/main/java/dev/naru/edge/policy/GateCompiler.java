package dev.naru.edge.policy;

import dev.naru.edge.config.AccessConfig;
import dev.naru.edge.config.BasicConfig;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.JwtConfig;
import dev.naru.edge.config.RateLimitConfig;
import dev.naru.edge.config.RouteConfig;
import dev.naru.edge.config.SiteConfig;
import dev.naru.edge.config.TokenIssuerConfig;
import dev.naru.edge.config.UserFileConfig;
import dev.naru.edge.observe.LimitStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the gates of configurations, one after the other, and keeps between them what has to outlive a reload: counts by the name of their limit, verified credentials and keys
 * by the name of their users or issuer as long as its settings stay. One for each edge; used by one thread at a time, {@link #limits} by any.
 *
 * <p>The order of a route's gates: cheap and general first, so that little is done for a request that is not let in.
 */
public final class GateCompiler {
    private static final int MAX_WAITING_TOKENS = 1024;
    private static final int MAX_WAITING_PASSWORDS = 64;

    record Limit(RateTable table, LimitStats stats) {}

    record Issuer(TokenIssuerConfig config, TokenIssuer issuer) {}

    record Users(UserFileConfig config, UserFile users) {}

    /** What one configuration leaves to the next one. */
    record Kept(Map<String, Limit> limits, Map<String, Issuer> issuers, Map<String, Users> users) {}

    private final Consumer<String> log;
    private final SipHash hash = SipHash.secret();
    private final Verifier tokens;
    private final Verifier passwords;
    private volatile Kept kept = new Kept(Map.of(), Map.of(), Map.of());

    /** @param log takes lines for the operator, from any thread */
    public GateCompiler(Consumer<String> log) {
        this.log = log;
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        tokens = new Verifier("edge-tokens", half, MAX_WAITING_TOKENS, log);
        passwords = new Verifier("edge-passwords", half, MAX_WAITING_PASSWORDS, log);
    }

    /**
     * The gates of a valid configuration. Starts no thread, fetches nothing, and changes nothing of what is kept until it is {@linkplain #commit committed}.
     *
     * @throws IllegalArgumentException when a file of users has become wrong since the configuration was read
     */
    public Gates compile(EdgeConfig config) {
        Kept next = prepare(config, kept);
        List<String> identity = TokenIssuer.headers(config.policies().tokenIssuers());
        List<List<Gate>> byRoute = new ArrayList<>();
        for (SiteConfig site : config.sites()) {
            for (RouteConfig route : site.routes()) {
                byRoute.add(gates(config, site, route, identity, next));
            }
        }
        return new Gates(byRoute, next);
    }

    /** These gates are in use now: what they count and know is what the next ones begin with. */
    public void commit(Gates gates) {
        kept = gates.kept();
    }

    /** What each limit has counted. */
    public List<LimitStats> limits() {
        return kept.limits().values().stream().map(Limit::stats).toList();
    }

    private Kept prepare(EdgeConfig config, Kept before) {
        Map<String, Limit> limits = new TreeMap<>();
        for (RateLimitConfig limit : config.policies().rateLimits()) {
            limits.put(limit.name(), limit(limit, before.limits().get(limit.name())));
        }
        Map<String, Issuer> issuers = new TreeMap<>();
        for (TokenIssuerConfig issuer : config.policies().tokenIssuers()) {
            Issuer known = before.issuers().get(issuer.name());
            boolean same = known != null && known.config().equals(issuer);
            issuers.put(issuer.name(), same ? known : new Issuer(issuer, issuer(issuer)));
        }
        Map<String, Users> users = new TreeMap<>();
        for (UserFileConfig file : config.policies().userFiles()) {
            Users known = before.users().get(file.name());
            boolean same = known != null && known.config().equals(file);
            users.put(file.name(), same ? known : new Users(file, new UserFile(file.file(), log)));
        }
        return new Kept(limits, issuers, users);
    }

    private static Limit limit(RateLimitConfig config, @Nullable Limit before) {
        RateTable table = new RateTable(config.keys(), System.nanoTime());
        if (before == null) {
            return new Limit(table, new LimitStats(config.name()));
        }
        return before.table().capacity() == table.capacity() ? before : new Limit(table, before.stats());
    }

    private TokenIssuer issuer(TokenIssuerConfig config) {
        TokenKeys keys = new TokenKeys(
                config, JwksSources.of(config), log, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        return new TokenIssuer(config, keys, System::currentTimeMillis);
    }

    private List<Gate> gates(EdgeConfig config, SiteConfig site, RouteConfig route, List<String> identity, Kept kept) {
        AccessConfig access = route.access();
        List<Gate> gates = new ArrayList<>();
        if (!access.addresses().isEmpty()) {
            gates.add(new AddressRules(access.addresses()));
        }
        for (String name : access.rateLimits()) {
            RateLimitConfig limit = config.policies().rateLimits().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            Limit shared = Objects.requireNonNull(kept.limits().get(name));
            gates.add(new RateLimit(limit, site.name() + "/" + route.name(), shared.table(), hash, shared.stats()));
        }
        if (!access.referers().isEmpty()) {
            gates.add(new RefererCheck(access.referers(), site.hosts()));
        }
        if (!identity.isEmpty()) {
            gates.add(new IdentityHeaders(identity));
        }
        BasicConfig basic = access.basic();
        if (basic != null) {
            Users file = Objects.requireNonNull(kept.users().get(basic.users()));
            gates.add(new BasicAuth(file.config(), basic.forward(), file.users(), passwords));
        }
        JwtConfig jwt = access.jwt();
        if (jwt != null) {
            gates.add(new JwtAuth(
                    jwt,
                    Objects.requireNonNull(kept.issuers().get(jwt.issuer())).issuer(),
                    tokens));
        }
        return gates;
    }
}
