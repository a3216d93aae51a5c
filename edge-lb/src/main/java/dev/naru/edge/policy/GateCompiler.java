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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes the gates of configurations, one after the other, and keeps between them what has to outlive a reload: counts by the name of their limit, verified credentials and keys
 * by the name of their users or issuer as long as its settings stay. One for each edge; used by one thread at a time, {@link #limits} by any.
 *
 * <p>The order of a route's gates: cheap and general first, so that little is done for a request that is not let in.
 */
public final class GateCompiler {
    private static final int MAX_WAITING_TOKENS = 1024;
    private static final int MAX_WAITING_PASSWORDS = 64;

    private record Limit(RateTable table, LimitStats stats) {}

    private record Issuer(TokenIssuerConfig config, TokenIssuer issuer) {}

    private record Users(UserFileConfig config, UserFile users) {}

    private final Consumer<String> log;
    private final SipHash hash = SipHash.secret();
    private final Verifier tokens;
    private final Verifier passwords;
    private final Map<String, Limit> limits = new ConcurrentHashMap<>();
    private final Map<String, Issuer> issuers = new ConcurrentHashMap<>();
    private final Map<String, Users> users = new ConcurrentHashMap<>();

    /** @param log takes lines for the operator, from any thread */
    public GateCompiler(Consumer<String> log) {
        this.log = log;
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        tokens = new Verifier("edge-tokens", half, MAX_WAITING_TOKENS, log);
        passwords = new Verifier("edge-passwords", half, MAX_WAITING_PASSWORDS, log);
    }

    /**
     * The gates of a valid configuration. Starts no thread and fetches nothing.
     *
     * @throws IllegalArgumentException when a file of users has become wrong since the configuration was read
     */
    public Gates compile(EdgeConfig config) {
        prepare(config);
        List<String> identity = TokenIssuer.headers(config.policies().tokenIssuers());
        List<List<Gate>> byRoute = new ArrayList<>();
        for (SiteConfig site : config.sites()) {
            for (RouteConfig route : site.routes()) {
                byRoute.add(gates(config, site, route, identity));
            }
        }
        return new Gates(byRoute);
    }

    /** What each limit has counted. */
    public List<LimitStats> limits() {
        return limits.values().stream().map(Limit::stats).toList();
    }

    private void prepare(EdgeConfig config) {
        for (RateLimitConfig limit : config.policies().rateLimits()) {
            limits.compute(limit.name(), (name, before) -> {
                RateTable table = new RateTable(limit.keys(), System.nanoTime());
                return before == null
                        ? new Limit(table, new LimitStats(name))
                        : before.table().capacity() == table.capacity() ? before : new Limit(table, before.stats());
            });
        }
        for (TokenIssuerConfig issuer : config.policies().tokenIssuers()) {
            issuers.compute(
                    issuer.name(),
                    (name, before) -> before != null && before.config().equals(issuer)
                            ? before
                            : new Issuer(issuer, issuer(issuer)));
        }
        for (UserFileConfig file : config.policies().userFiles()) {
            users.compute(
                    file.name(),
                    (name, before) -> before != null && before.config().equals(file)
                            ? before
                            : new Users(file, new UserFile(file.file(), log)));
        }
        limits.keySet()
                .retainAll(config.policies().rateLimits().stream()
                        .map(RateLimitConfig::name)
                        .toList());
        issuers.keySet()
                .retainAll(config.policies().tokenIssuers().stream()
                        .map(TokenIssuerConfig::name)
                        .toList());
        users.keySet()
                .retainAll(config.policies().userFiles().stream()
                        .map(UserFileConfig::name)
                        .toList());
    }

    private TokenIssuer issuer(TokenIssuerConfig config) {
        TokenKeys keys = new TokenKeys(
                config, JwksSources.of(config), log, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        return new TokenIssuer(config, keys, System::currentTimeMillis);
    }

    private List<Gate> gates(EdgeConfig config, SiteConfig site, RouteConfig route, List<String> identity) {
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
            Limit shared = Objects.requireNonNull(limits.get(name));
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
            Users file = Objects.requireNonNull(users.get(basic.users()));
            gates.add(new BasicAuth(file.config(), basic.forward(), file.users(), passwords));
        }
        JwtConfig jwt = access.jwt();
        if (jwt != null) {
            gates.add(new JwtAuth(
                    jwt, Objects.requireNonNull(issuers.get(jwt.issuer())).issuer(), tokens));
        }
        return gates;
    }
}
