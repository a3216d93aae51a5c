package dev.naru.edge.config;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads {@code access} of sites and routes, which names policies of the file. */
final class AccessReader {
    private static final Set<String> REFERER_WORDS =
            Set.of(AccessConfig.REFERER_NONE, AccessConfig.REFERER_BLOCKED, AccessConfig.REFERER_SITE_HOSTS);

    private final List<String> limits;
    private final List<String> users;
    private final List<String> issuers;
    private final Set<String> used = new HashSet<>();

    AccessReader(AccessPolicies policies) {
        limits = policies.rateLimits().stream().map(RateLimitConfig::name).toList();
        users = policies.userFiles().stream().map(UserFileConfig::name).toList();
        issuers = policies.tokenIssuers().stream().map(TokenIssuerConfig::name).toList();
    }

    /** The {@code access} of a site. */
    AccessConfig site(Section site) {
        return Objects.requireNonNullElse(site.section("access", this::access), AccessConfig.OPEN);
    }

    /** The {@code access} of a route within its site. */
    AccessConfig route(Section route, AccessConfig site) {
        return Objects.requireNonNullElse(
                route.section("access", s -> {
                    boolean inherit = s.flag("inherit", true);
                    AccessConfig own = access(s);
                    return inherit ? own.within(site) : own;
                }),
                site);
    }

    private AccessConfig access(Section s) {
        List<AddressRule> addresses = s.texts("addresses", AddressRule::parse);
        checkReach(s, addresses);
        BasicConfig basic = s.section("basic", this::basic);
        JwtConfig jwt = s.section("jwt", this::jwt);
        if (basic != null && jwt != null) {
            s.refuse("jwt", "expected one of basic and jwt, found both: a request has one Authorization field");
        }
        return new AccessConfig(
                addresses,
                s.texts("rateLimits", name -> known("rateLimits", name, limits)),
                s.texts("referers", AccessReader::referer),
                basic,
                jwt);
    }

    private static void checkReach(Section s, List<AddressRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (AddressRule before : rules.subList(0, i)) {
                if (before.covers(rules.get(i))) {
                    s.refuse("addresses", "'" + rules.get(i) + "' is never reached: '" + before + "' stands before it");
                    break;
                }
            }
        }
        if (!rules.isEmpty() && rules.stream().allMatch(AddressRule::allow)) {
            s.refuse("addresses", "every rule allows, so nobody is kept out; end the list with 'deny all'");
        }
    }

    private BasicConfig basic(Section s) {
        return new BasicConfig(
                s.required("users", "", name -> known("userFiles", name, users)), s.flag("forward", false));
    }

    private JwtConfig jwt(Section s) {
        return new JwtConfig(
                s.required("issuer", "", name -> known("tokenIssuers", name, issuers)),
                s.flag("optional", false),
                s.flag("forward", true));
    }

    private String known(String list, String name, List<String> names) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "no item of " + list + " is named " + Texts.quote(name) + Suggestion.among(names, name));
        }
        used.add(list + " " + name);
        return name;
    }

    private static String referer(String text) {
        return REFERER_WORDS.contains(text) ? text : HostPatterns.parse(text);
    }

    /** Warns of what nobody names. */
    void warnUnused(Section s) {
        warnUnused(s, "rateLimits", limits);
        warnUnused(s, "userFiles", users);
        warnUnused(s, "tokenIssuers", issuers);
    }

    private void warnUnused(Section s, String list, List<String> names) {
        for (String name : names) {
            if (!name.isEmpty() && !used.contains(list + " " + name)) {
                s.warn(list, "no site or route uses " + Texts.quote(name));
            }
        }
    }
}
